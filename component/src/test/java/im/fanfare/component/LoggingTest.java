package im.fanfare.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import im.fanfare.schema.Trail;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggingTest {
    private static final Map<String, String> BESIDE =
            new TreeMap<>(Map.of(Trail.REQUEST, "42", Trail.NODE, "pubsub.denmark.lit/m"));

    @AfterEach
    void forget() {
        System.clearProperty("fanfare.log.format");
        System.clearProperty("fanfare.log.level");
    }

    @Test
    void aLineIsTextUnlessItIsToBeJson() throws Exception {
        assertThat(written("text", "info"))
                .matches("\\S+Z INFO  Yorick alas poor node=pubsub.denmark.lit/m request=42\n");
        JsonNode line = new ObjectMapper().readTree(written("JSON", "info"));
        assertThat(line.path("mdc").path("node").asText()).isEqualTo("pubsub.denmark.lit/m");
        assertThat(line.path("mdc").path("request").asText()).isEqualTo("42");
        assertThat(line.path("formattedMessage").asText()).isEqualTo("alas\npoor");
    }

    @Test
    void theLevelIsThatOfOurOwnLinesAlone() throws Exception {
        Logging.configure(ConfigFactory.parseString("fanfare.log {format = text, level = debug}"));
        LoggerContext context = context();

        assertThat(context.getLogger("im.fanfare.Yorick").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("com.datastax.Yorick").isInfoEnabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"format = xml, level = info, 'one of text, json'", "format = text, level = loud, 'one of error, warn'"})
    void aWrongValueIsSaidWithWhatIsAllowed(String format, String level, String allowed) {
        assertThatThrownBy(() ->
                        Logging.configure(ConfigFactory.parseString("fanfare.log {" + format + ", " + level + "}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(allowed);
    }

    private static String written(String format, String level) throws Exception {
        Logging.configure(ConfigFactory.parseString("fanfare.log {format = " + format + ", level = " + level + "}"));
        LoggerContext context = context();
        ConsoleAppender<ILoggingEvent> out = (ConsoleAppender<ILoggingEvent>)
                context.getLogger("ROOT").iteratorForAppenders().next();
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("im.fanfare.Yorick"), Level.INFO, "alas\npoor", null, null);
        event.setMDCPropertyMap(BESIDE);
        return new String(out.getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    private static LoggerContext context() throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LoggingTest.class.getResource("/logback.xml"));
        return context;
    }
}
