package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Payload;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Span;
import im.fanfare.schema.Stores;
import im.fanfare.schema.Traces;
import im.fanfare.schema.Tracing;
import im.fanfare.schema.Trail;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node tells of requests that are sampled. */
class NodeTrailTest {
    private static final NodeId MUSINGS = new NodeId("pubsub.shakespeare.lit", "princely_musings");
    private static final Jid HAMLET = Jid.parse("hamlet@shakespeare.lit/elsinore");
    private static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit/barracks");

    private final ActorTestKit kit = ActorTestKit.create();
    private final Traces traces = new Traces();
    private final Stores stores = MemoryStores.create();
    private final HeldLog log = new HeldLog();
    private final TestProbe<NodeReply> requester = kit.createTestProbe();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aTurnWaitsDecidesAndCommitsInFourStages() {
        log.gate.complete(null);
        var entity = entity(traces.tracing());
        ask(entity, create(), Span.NONE);
        requester.receiveMessage();
        assertThat(traces.ended()).as("nobody follows that").isEmpty();

        Span request = traces.tracing().request("publish");
        ask(entity, publish(HAMLET, "1"), request);
        requester.receiveMessage();
        request.end();

        SpanData turn = traces.one("node turn");
        assertThat(traces.parentOf(turn)).isEqualTo("publish");
        assertThat(traces.parentOf(traces.one("decide"))).isEqualTo("node turn");
        assertThat(traces.parentOf(traces.one("commit"))).isEqualTo("node turn");
        for (String stage : List.of("journal", "fence", "store", "log")) {
            assertThat(traces.parentOf(traces.one(stage))).as(stage).isEqualTo("commit");
        }
        assertThat(turn.getAttributes().get(AttributeKey.stringKey("fanfare.node")))
                .isEqualTo(MUSINGS.name());
        Trail logged = log.appended.get(0).trail();
        assertThat(logged.request()).isEqualTo("request 42");
        assertThat(logged.span().traceparent()).contains(turn.getTraceId(), turn.getSpanId());
    }

    @Test
    void commandsThatShareACommitAllTellOfItAndOneTellsOfItsStages() {
        var entity = entity(traces.tracing());
        ask(entity, create(), Span.NONE);
        Span first = traces.tracing().request("first");
        Span second = traces.tracing().request("second");
        ask(entity, publish(HAMLET, "1"), Span.NONE);
        ask(entity, publish(HAMLET, "2"), first);
        ask(entity, publish(HAMLET, "3"), second);

        log.gate.complete(null);
        requester.receiveSeveralMessages(4);

        List<SpanData> commits = traces.named("commit");
        SpanData others = commits.get(0);
        SpanData whole = commits.get(1);
        assertThat(commits).hasSize(2);
        assertThat(whole.getTraceId()).isEqualTo(traces.one("journal").getTraceId());
        assertThat(whole.getAttributes().get(AttributeKey.longKey("fanfare.revisions")))
                .isEqualTo(3);
        assertThat(others.getTraceId()).isNotEqualTo(whole.getTraceId());
        assertThat(others.getLinks()).extracting(LinkData::getSpanContext).containsExactly(whole.getSpanContext());
        assertThat(traces.named("wait")).as("behind the commit before").hasSize(2);
        assertThat(log.appended)
                .extracting(Publication::trail)
                .filteredOn(Trail::isNone)
                .hasSize(1);
    }

    @Test
    void aRefusalIsTheRequestersAndAFaultIsOurs() {
        var entity = entity(traces.tracing());
        ask(entity, publish(FRANCISCO, "1"), traces.tracing().request("publish"));
        requester.receiveMessage();

        log.gate.completeExceptionally(new IllegalStateException("the log is away"));
        ask(entity, publish(HAMLET, "1"), traces.tracing().request("publish"));
        requester.receiveMessage();

        SpanData refused = traces.named("node turn").get(0);
        SpanData failed = traces.named("node turn").get(1);
        AttributeKey<String> error = AttributeKey.stringKey("error.type");
        assertThat(refused.getAttributes().get(error)).isEqualTo("item-not-found");
        assertThat(refused.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(failed.getAttributes().get(error)).isEqualTo("internal-server-error");
        assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(traces.one("log").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    /** Whoever has the node next logs it as a part of the same trace. */
    @Test
    void whatACrashLeftIsStillFollowed() {
        log.gate.completeExceptionally(new IllegalStateException("the log is away"));
        Span request = traces.tracing().request("publish");
        ask(entity(traces.tracing()), publish(HAMLET, "1"), request);
        requester.receiveMessage();

        log.gate = CompletableFuture.completedFuture(null);
        ask(entity(Tracing.OFF), publish(HAMLET, "2"), Span.NONE);
        requester.receiveMessage();

        assertThat(log.appended.get(0).trail().span().traceparent())
                .contains(traces.one("node turn").getTraceId());
        assertThat(log.appended.get(1).trail()).isSameAs(Trail.NONE);
    }

    private ActorRef<NodeEntity.Message> entity(Tracing tracing) {
        var policy = new CreationPolicy(Set.of(), Set.of());
        return kit.spawn(NodeEntity.create(
                MUSINGS,
                new NodeEntity.Surroundings(
                        stores, log, policy, Clock.systemUTC(), NodeQuota.NONE, new NodeFigures(), tracing)));
    }

    private void ask(ActorRef<NodeEntity.Message> entity, NodeCommand command, Span span) {
        Trail trail = span.isNone() ? Trail.NONE : Traces.elsewhere(span);
        entity.tell(new NodeEntity.Ask(command, requester.getRef(), trail));
    }

    private static NodeCommand create() {
        return new NodeCommand.Create(MUSINGS, HAMLET, Map.of());
    }

    private static NodeCommand publish(Jid publisher, String id) {
        var payload = new Payload("http://www.w3.org/2005/Atom", "<entry xmlns='http://www.w3.org/2005/Atom'/>");
        return new NodeCommand.Publish(
                MUSINGS, publisher, Optional.of(new NewItem(new ItemId(id), Optional.of(payload))), Map.of());
    }

    /** Keeps what it is given once its gate is open. */
    private static final class HeldLog implements NodeLog {
        private final List<Publication> appended = new CopyOnWriteArrayList<>();
        private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

        @Override
        public CompletionStage<Void> appendToPages(List<PageRecord> records) {
            return gate;
        }

        @Override
        public CompletionStage<Void> append(List<Publication> publications) {
            return gate.thenAccept(open -> appended.addAll(publications));
        }
    }
}
