package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Kinship;
import im.fanfare.pubsub.Matter;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What befalls one page of subscribers: a record of the topic {@code deliveries}, keyed by node and page. */
public sealed interface PageRecord {
    NodeKey node();

    int page();

    /**
     * A notification for everyone in the page who was subscribed before {@code revision}.
     *
     * @param revision of the node that is told of
     * @param source the publication it was made from
     * @param prefix the stanza in UTF-8 up to the subscriber's address; empty where nobody is told
     * @param suffix the stanza in UTF-8 behind it
     * @param last whether the node is gone and the page with it
     * @param to those of the page whom it is for; empty where it is for all
     * @param span that it comes from
     */
    @SuppressWarnings("ArrayRecordComponent") // written as they are, once for each subscriber; nobody compares them
    record Deliver(
            NodeKey node,
            int page,
            long revision,
            Source source,
            byte[] prefix,
            byte[] suffix,
            boolean last,
            List<Jid> to,
            Span span,
            Terms terms)
            implements Outgoing {
        public Deliver {
            to = List.copyOf(to);
        }

        /** For all, whatever their options and wherever they are. */
        public Deliver(
                NodeKey node,
                int page,
                long revision,
                Source source,
                byte[] prefix,
                byte[] suffix,
                boolean last,
                List<Jid> to,
                Span span) {
            this(node, page, revision, source, prefix, suffix, last, to, span, Terms.NONE);
        }

        @Override
        public Deliver under(Span part) {
            return new Deliver(node, page, revision, source, prefix, suffix, last, to, part, terms);
        }

        /** The same on other terms. */
        public Deliver on(Terms other) {
            return new Deliver(node, page, revision, source, prefix, suffix, last, to, span, other);
        }
    }

    /**
     * Which of those whom a notification is for are told, and how.
     *
     * @param matter where only those are told whose options say so: see {@link Matter}
     * @param kinship where it happened to another node, to which only some of them have access: XEP-0497 §8
     * @param usual whether it is for those alone who want what is published at the node: XEP-0497 §3.1
     * @param byPresence whether only those are told who are available then
     * @param bySubId whether who has several subscriptions is told by which: XEP-0060 §13.16
     * @param inDigests whether who wants digests is told later, in one of these
     * @param only where it is for one of the subscriptions of who has several
     */
    record Terms(
            Optional<Matter> matter,
            Optional<Kinship> kinship,
            boolean usual,
            boolean byPresence,
            boolean bySubId,
            boolean inDigests,
            Optional<SubId> only) {
        /** All are told alike. */
        public static final Terms NONE =
                new Terms(Optional.empty(), Optional.empty(), false, false, false, false, Optional.empty());
    }

    /**
     * A message to some who need not be in the page; it keeps its place among what befalls the page.
     *
     * @param revision of the node that is told of
     * @param source the publication it was made from
     * @param prefix the stanza in UTF-8 up to the recipient's address
     * @param suffix the stanza in UTF-8 behind it
     * @param span that it comes from
     */
    @SuppressWarnings("ArrayRecordComponent") // as above
    record Tell(
            NodeKey node,
            int page,
            long revision,
            Source source,
            List<Jid> recipients,
            byte[] prefix,
            byte[] suffix,
            Span span)
            implements Outgoing {
        @Override
        public Tell under(Span part) {
            return new Tell(node, page, revision, source, recipients, prefix, suffix, part);
        }
    }

    /** What an expander makes of a publication. */
    sealed interface Outgoing extends PageRecord {
        long revision();

        Source source();

        byte[] prefix();

        byte[] suffix();

        /** That it comes from; none where it is not sampled. */
        Span span();

        /** The same, where what becomes of it is a part of another span. */
        Outgoing under(Span part);
    }

    /** Somebody was added to the page. */
    record Joined(NodeKey node, Subscription subscription) implements PageRecord {
        @Override
        public int page() {
            return subscription.page();
        }
    }

    /**
     * Somebody left the page.
     *
     * @param revision of the node that ended the subscription
     */
    record Left(NodeKey node, Subscription subscription, long revision) implements PageRecord {
        @Override
        public int page() {
            return subscription.page();
        }
    }

    /**
     * Somebody of the page is told of nothing for a while, since what is sent there comes back.
     *
     * @param until to the second
     */
    record Suspended(NodeKey node, Subscription subscription, Instant until) implements PageRecord {
        @Override
        public int page() {
            return subscription.page();
        }
    }

    /** Where in the topic {@code publications} a delivery comes from. */
    record Source(int partition, long offset) {
        /** There is no such partition; a record from there is never the repeat of an expander. */
        private static final int NOWHERE = -1;

        /**
         * Of no publication: something that was told before is told to somebody again.
         *
         * @param unlessBeyond a revision; where all of the page have been told of a later one, it is left out, since it would
         *     come behind
         */
        public static Source again(long unlessBeyond) {
            return new Source(NOWHERE, unlessBeyond);
        }

        public boolean isPublication() {
            return partition != NOWHERE;
        }
    }
}
