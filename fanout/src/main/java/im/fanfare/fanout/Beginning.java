package im.fanfare.fanout;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a lane begins to serve a partition: where it ended, unless the configuration has changed whom it tells. Then it may
 * have to tell somebody whom another lane told before, and so begins where the last of those ended that gave somebody
 * away. Nobody misses anything; some are told again of what lies between, where the lanes were not equally far.
 *
 * <p>Members change their configuration one after the other, and a partition may pass from one that has the new one to one
 * that has not. So nothing is asked but the commits, and each says under which division it was made: a lane that was
 * committed under the present one tells only its present audience from there on, and where it has left somebody, it says up
 * to where it told them. A change has to be through, every lane begun and committed, before the next one comes: lanes
 * commit as soon as they have begun.
 *
 * @param from absent where nothing was ever committed: the beginning of the log
 * @param standing what is said in commits from now on
 * @param positions as of {@code from}
 * @param isNew whether the division is another than that of the lane's last commit
 */
record Beginning(OptionalLong from, Standing standing, SourcePositions positions, boolean isNew) {
    /** An offset, and what was seen up to there. */
    private record Place(long offset, SourcePositions positions) {}

    /** Of a lane that ended under the same division. */
    static Beginning at(Checkpoint own) {
        return new Beginning(OptionalLong.of(own.offset()), own.standing(), own.positions(), false);
    }

    /** The same, where nothing was ever committed and the log begins here: the other lanes have to know that as well. */
    Beginning withTheLog(long begin) {
        return new Beginning(OptionalLong.of(begin), standing.withLeftAt(begin), positions, isNew);
    }

    /**
     * Of any.
     *
     * @param key of the lane
     * @param commits the last of each lane in this partition, its own too, as far as there are any; of lanes that are no
     *     more as well
     */
    static Beginning of(String key, Division division, Map<String, Checkpoint> commits) {
        return new Change(key, division, commits).beginning();
    }

    /** The lanes that a commit knows of, are not in the division, and may have left it somebody. */
    static Set<String> gone(Checkpoint last, Division division) {
        Set<String> gone = new HashSet<>(
                isOf(last, division) ? last.standing().gone() : last.standing().others());
        gone.removeAll(division.others());
        return gone;
    }

    private static boolean isOf(Checkpoint last, Division division) {
        return last.standing().division().equals(division.id());
    }

    /** One lane and one partition, after a change of the configuration or before. */
    private static final class Change {
        private final String key;
        private final Division division;
        private final Map<String, Checkpoint> commits;
        private final Optional<Checkpoint> own;

        private Change(String key, Division division, Map<String, Checkpoint> commits) {
            this.key = key;
            this.division = division;
            this.commits = commits;
            this.own = Optional.ofNullable(commits.get(key));
        }

        private Beginning beginning() {
            if (own.filter(last -> isOf(last, division)).isPresent()) {
                return at(own.get());
            }
            Optional<Place> from = places().min(Comparator.comparingLong(Place::offset));
            return new Beginning(
                    from.map(place -> OptionalLong.of(place.offset())).orElse(OptionalLong.empty()),
                    standing(),
                    from.map(Place::positions).orElseGet(SourcePositions::new),
                    true);
        }

        private Standing standing() {
            Set<String> others = division.others();
            Set<String> gone =
                    new HashSet<>(own.map(last -> last.standing().others()).orElse(Set.of()));
            gone.removeAll(others);
            return new Standing(
                    division.id(),
                    own.map(last -> last.standing().division()).orElse(""),
                    division.audience(key).orElseThrow(),
                    leftAt(),
                    others,
                    gone);
        }

        /** Its own end comes first, of those that are equally far. */
        private Stream<Place> places() {
            Stream<Place> ours = own.stream().map(Change::end);
            if (own.filter(last -> tellsTheSame(key, last)).isPresent()) {
                return ours;
            }
            Stream<Place> theirs = commits.entrySet().stream()
                    .filter(other -> !other.getKey().equals(key))
                    .flatMap(other -> given(other.getKey(), other.getValue()));
            return Stream.of(ours, own.stream().flatMap(this::left), theirs).flatMap(places -> places);
        }

        /** Up to where another lane told those whom it gives away, or has given. */
        private Stream<Place> given(String lane, Checkpoint last) {
            if (isOf(last, division)) {
                return leftAt(last);
            }
            return tellsTheSame(lane, last) ? left(last) : Stream.concat(Stream.of(end(last)), left(last));
        }

        /** Up to where it told those whom it had left before, as long as somebody may not have taken them over. */
        private Stream<Place> left(Checkpoint last) {
            return isThrough(last.standing()) ? Stream.empty() : leftAt(last);
        }

        private static Stream<Place> leftAt(Checkpoint last) {
            return last.standing().leftAt().stream().mapToObj(offset -> new Place(offset, new SourcePositions()));
        }

        private static Place end(Checkpoint last) {
            return new Place(last.offset(), last.positions());
        }

        private OptionalLong leftAt() {
            Stream<Place> now =
                    own.filter(last -> !tellsTheSame(key, last)).stream().map(Change::end);
            Stream<Place> before = own.stream().flatMap(this::left);
            return Stream.concat(now, before).mapToLong(Place::offset).min();
        }

        /** Whether every lane of a division has been committed under it: whom one left, another has then taken over. */
        private boolean isThrough(Standing standing) {
            return Stream.concat(Stream.of(Division.FIRST), standing.others().stream())
                    .allMatch(lane -> Optional.ofNullable(commits.get(lane))
                            .map(Checkpoint::standing)
                            .filter(last -> last.division().equals(standing.division())
                                    || last.before().equals(standing.division()))
                            .isPresent());
        }

        private boolean tellsTheSame(String lane, Checkpoint last) {
            return division.audience(lane).equals(Optional.of(last.standing().audience()));
        }
    }
}
