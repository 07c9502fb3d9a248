package im.fanfare.pubsub;

/** What a decision comes to, in one word: the name of the refusal, or else of the decision or reply. */
final class Outcome {
    static String of(Decision decision) {
        if (decision instanceof Decision.Answer answer) {
            NodeReply reply = answer.reply();
            if (reply instanceof NodeReply.Refused refused) {
                return refused.error().name();
            }
            if (reply instanceof NodeReply.AffiliationsRefused refused) {
                return refused.error().name();
            }
            if (reply instanceof NodeReply.SubscriptionsRefused refused) {
                return refused.error().name();
            }
            return reply.getClass().getSimpleName();
        }
        return decision.getClass().getSimpleName();
    }

    private Outcome() {}
}
