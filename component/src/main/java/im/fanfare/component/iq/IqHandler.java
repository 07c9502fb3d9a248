package im.fanfare.component.iq;

import im.fanfare.stanza.Iq;
import im.fanfare.stanza.StanzaError;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.xml.namespace.QName;

/** One protocol extension's answers. */
public interface IqHandler {
    /** What is said to a request that cannot be understood: RFC 6120 §8.3.3.1. */
    StanzaError BAD_REQUEST = StanzaError.of(StanzaError.Type.MODIFY, "bad-request");

    /** The payloads it answers, whether they come in a get or in a set. */
    Set<QName> payloads();

    /** What service discovery says of it: XEP-0030 §3.1. */
    List<String> features();

    /**
     * Answers a request that has one of the payloads.
     *
     * @return a result or an error; the stage fails only where something is broken
     */
    CompletionStage<Iq> handle(Iq request);

    /** The same, for requests that are answered with more than an iq. */
    default CompletionStage<Answer> answer(Iq request) {
        return handle(request).thenApply(Answer::of);
    }
}
