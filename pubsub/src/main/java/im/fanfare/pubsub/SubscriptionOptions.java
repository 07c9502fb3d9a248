package im.fanfare.pubsub;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a subscriber has chosen for one subscription: XEP-0060 §6.3.
 *
 * @param values what differs from the standard, spelled canonically; the rest is {@link SubscriptionOption#standard()}
 */
public record SubscriptionOptions(Map<SubscriptionOption, String> values) {
    /** What {@link SubscriptionOption#EXPIRE} is where the subscription ends when the subscriber goes offline. */
    public static final String PRESENCE = "presence";

    /** With which the names begin of the options of XEP-0497, version 0.1.0. */
    public static final String EXTENDED = "{urn:xmpp:pubsub-ext-sub:0}";

    /** Each digest is a commit of its node, so whoever wants them more often is told no more often than that. */
    static final Duration LEAST_BETWEEN_DIGESTS = Duration.ofMinutes(10);

    public static final SubscriptionOptions STANDARD = new SubscriptionOptions(Map.of());

    public SubscriptionOptions {
        Map<SubscriptionOption, String> copy = new EnumMap<>(SubscriptionOption.class);
        copy.putAll(values);
        copy.entrySet().removeIf(entry -> entry.getKey().standard().equals(entry.getValue()));
        values = Collections.unmodifiableMap(copy);
    }

    /**
     * These options with some changed.
     *
     * @param config of the node; what is said of the depth of a leaf says nothing
     * @return nothing where a value is not one that its option can have
     */
    public Optional<SubscriptionOptions> with(Map<SubscriptionOption, String> changes, NodeConfig config) {
        String type = changes.getOrDefault(SubscriptionOption.SUBSCRIPTION_TYPE, "");
        if (!config.isCollection() && !type.isEmpty() && !type.equals("items")) {
            return Optional.empty(); // what a leaf has is items
        }
        Set<SubscriptionOption> offered = SubscriptionOption.of(config);
        Map<SubscriptionOption, String> changed = new EnumMap<>(SubscriptionOption.class);
        changed.putAll(values);
        for (Map.Entry<SubscriptionOption, String> change : changes.entrySet()) {
            if (change.getKey().isOfCollections() && !config.isCollection()) {
                continue;
            }
            Optional<String> value = change.getKey().canonical(change.getValue());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            if (offered.contains(change.getKey())) {
                changed.put(change.getKey(), value.get());
            } else if (!value.get().equals(change.getKey().standard())) {
                return Optional.empty();
            }
        }
        return Optional.of(new SubscriptionOptions(changed).at(config));
    }

    /** Of whoever asks such a node for none in particular: §6.4. */
    public static SubscriptionOptions standardAt(NodeConfig config) {
        return STANDARD.at(config);
    }

    /** As they are at a node that is configured so: §13.5. */
    SubscriptionOptions at(NodeConfig config) {
        if (!config.isSet(ConfigField.TEMPSUB)) {
            return this;
        }
        Map<SubscriptionOption, String> temporary = new EnumMap<>(SubscriptionOption.class);
        temporary.putAll(values);
        temporary.put(SubscriptionOption.EXPIRE, PRESENCE);
        return new SubscriptionOptions(temporary);
    }

    public String value(SubscriptionOption option) {
        return values.getOrDefault(option, option.standard());
    }

    /** Whether these end a subscription that has them: §13.19. */
    boolean areOver(Instant now) {
        return end().filter(end -> !end.isAfter(now)).isPresent();
    }

    /** When the lease is over, where there is one. */
    public Optional<Instant> end() {
        return Optional.of(value(SubscriptionOption.EXPIRE))
                .filter(text -> !text.isEmpty() && !endsWithPresence())
                .map(Instant::parse);
    }

    /** Whether the subscription ends when the subscriber goes offline: §13.5. */
    public boolean endsWithPresence() {
        return value(SubscriptionOption.EXPIRE).equals(PRESENCE);
    }

    /** Only when available in one of these ways is the subscriber told: §17.4.3; empty where that does not matter. */
    public Set<Show> shows() {
        return value(SubscriptionOption.SHOW_VALUES)
                .lines()
                .flatMap(word -> Show.parse(word).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it matters whether the subscriber is available. */
    public boolean goByPresence() {
        return endsWithPresence() || !shows().isEmpty();
    }

    /** Whether items are told of in digests. */
    boolean digests() {
        return isSet(SubscriptionOption.DIGEST) && wantItems();
    }

    /** Whether the subscriber is told of what is published at the node itself: XEP-0497 §3.1. */
    public boolean wantItems() {
        return typeHas("items");
    }

    /** Whether more or less is wanted than what is published at the node itself: XEP-0497. */
    public boolean areExtended() {
        return values.keySet().stream().anyMatch(SubscriptionOption::isExtended);
    }

    boolean wantMetadata() {
        return typeHas("metadata");
    }

    boolean wantLinkedItems() {
        return typeHas("linked items");
    }

    private boolean typeHas(String word) {
        return value(SubscriptionOption.EXTENDED_TYPE).lines().anyMatch(word::equals);
    }

    /** Whether they are for what is so many levels below the node; 0 is the node itself: XEP-0497 §3.2. */
    boolean reach(int depth) {
        int deepest = Integer.parseInt(value(SubscriptionOption.EXTENDED_DEPTH));
        return deepest < 0 || depth <= deepest;
    }

    /** How far digests have come, where there are or were some. */
    public Optional<Digest> digest() {
        return Optional.of(value(SubscriptionOption.DIGESTED))
                .filter(text -> !text.isEmpty())
                .map(Digest::parse);
    }

    SubscriptionOptions with(Digest digest) {
        Map<SubscriptionOption, String> changed = new EnumMap<>(SubscriptionOption.class);
        changed.putAll(values);
        changed.put(SubscriptionOption.DIGESTED, digest.text());
        return new SubscriptionOptions(changed);
    }

    /** These, where somebody chose them in place of others: digests begin and end with the revision of the node that says so. */
    SubscriptionOptions inPlaceOf(SubscriptionOptions before, long revision) {
        if (digests() && !before.digests()) {
            return with(before.digest().map(digest -> digest.again(revision)).orElseGet(() -> Digest.behind(revision)));
        }
        return before.digests() && !digests()
                ? with(before.digest().orElseThrow().end(revision))
                : this;
    }

    /** When the next digest is due, where there is to be one; of the first one, from now on. */
    public Optional<Instant> digestDue(Instant now) {
        return digest().flatMap(digest -> digest.due(digestEvery(), now));
    }

    /** A first one is due whenever somebody looks. */
    boolean isDigestDue(Instant now) {
        return digest().filter(
                        digest -> digest.last().isEmpty() && digest.until().isEmpty()
                                || digest.due(digestEvery(), now)
                                        .filter(due -> !due.isAfter(now))
                                        .isPresent())
                .isPresent();
    }

    /** When to look again where there was nothing to tell; nothing where it has to be kept that this was looked at. */
    Optional<Instant> nextDigest(Instant now) {
        return digest().flatMap(digest -> digest.next(digestEvery(), now));
    }

    private Duration digestEvery() {
        Duration wanted = Duration.ofMillis(Long.parseLong(value(SubscriptionOption.DIGEST_FREQUENCY)));
        return wanted.compareTo(LEAST_BETWEEN_DIGESTS) < 0 ? LEAST_BETWEEN_DIGESTS : wanted;
    }

    /** Whether the subscriber is told of what happens at the node. */
    public boolean deliver() {
        return isSet(SubscriptionOption.DELIVER);
    }

    /** Of a {@link ConfigField.Type#BOOLEAN} option. */
    public boolean isSet(SubscriptionOption option) {
        return value(option).equals("true");
    }
}
