package im.fanfare.component.system;

import static im.fanfare.component.system.Transcript.create;
import static im.fanfare.component.system.Transcript.publish;
import static im.fanfare.component.system.Transcript.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What host servers say of an account that there is not, and whom it must not cost a subscription: RFC 6121 §8.5.1 wants
 * the same said of it as of somebody who is offline, or nothing.
 */
@ParameterizedClass
@EnumSource
class NoAccountIT {
    private static final Logger logger = LoggerFactory.getLogger(NoAccountIT.class);
    private static final String OWNER = "http://jabber.org/protocol/pubsub#owner";

    private final Elsinore elsinore;

    NoAccountIT(Elsinore.Behind host) {
        elsinore = Elsinore.behind(host);
    }

    @Test
    void anAccountThatThereIsNotLooksLikeOneThatIsOffline() {
        elsinore.hamlet().sets(create("graves"));
        elsinore.francisco().sets(subscribe("graves", elsinore.francisco().jid()));
        elsinore.hamlet()
                .sets("<pubsub xmlns='" + OWNER + "'><subscriptions node='graves'>"
                        + "<subscription jid='yorick@localhost' subscription='subscribed'/></subscriptions></pubsub>");

        for (int i = 0; i < 3; i++) {
            elsinore.hamlet().sets(publish("graves", "skull " + i));
            elsinore.francisco().isNotifiedOf("graves");
        }

        String subscriptions = elsinore.hamlet()
                .asks("get", "<pubsub xmlns='" + OWNER + "'><subscriptions node='graves'/></pubsub>")
                .toXml(); // the host server said before what it had to say of yorick
        String metrics = elsinore.member().manages("/metrics");
        metrics.lines().filter(line -> line.startsWith("fanfare_bounces")).forEach(line -> logger.info("{}", line));
        assertThat(metrics).contains("fanfare_bounces_total{outcome=\"counted\"} 0.0");
        assertThat(subscriptions).contains("yorick@localhost");
    }
}
