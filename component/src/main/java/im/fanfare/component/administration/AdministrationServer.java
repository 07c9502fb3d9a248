package im.fanfare.component.administration;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import im.fanfare.component.administration.Refusal.Reason;
import im.fanfare.pubsub.Jid;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Administration} over HTTP: JSON, by paths that docs/operations.md lists. What it refuses has changed nothing, and
 * says why as {@code {"error": "…"}}.
 *
 * <p>Whoever asks says the token, as {@code Authorization: Bearer}. Where there is none only this machine may ask, and a
 * page in a browser of this machine may not: it would come with an {@code Origin}, or by a name of its own.
 */
public final class AdministrationServer implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(AdministrationServer.class);

    /** What takes long may be done beside what does not. */
    private static final int THREADS = 4;

    private static final int BUFFER_BYTES = 64 << 10;

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Map<Reason, Integer> STATUS =
            Map.of(Reason.WRONG, 400, Reason.UNKNOWN, 404, Reason.NOT_ALLOWED, 409, Reason.UNAVAILABLE, 503);

    /** What is to be done for one path. */
    private interface Operation {
        Object answer(Parameters asked) throws Refusal;
    }

    /** What takes an installation to do. */
    private interface Question {
        Object answer(Administration administration, Parameters asked) throws Refusal;
    }

    /** What is to be done with a request that is longer than a line, or has an answer that is. */
    private interface Streaming {
        void perform(HttpExchange exchange, Parameters asked) throws Refusal, IOException;
    }

    private record Route(String method, Set<String> parameters, Streaming operation) {}

    private final AdministrationConfig config;
    private final Supplier<Optional<Administration>> administration;
    private final Duty duty;
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(Jid.class, ToStringSerializer.instance)
                    .addSerializer(Instant.class, ToStringSerializer.instance));
    private final HttpServer server;
    private final ExecutorService threads;

    /**
     * Listens from now on.
     *
     * @param administration absent while there is nothing to administer
     * @param duty of this member; it is there also while the other is not
     */
    public static AdministrationServer start(
            AdministrationConfig config, Supplier<Optional<Administration>> administration, Duty duty) {
        try {
            return new AdministrationServer(config, administration, duty, HttpServer.create(config.address(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at " + config.address() + " for administration", e);
        }
    }

    private AdministrationServer(
            AdministrationConfig config,
            Supplier<Optional<Administration>> administration,
            Duty duty,
            HttpServer server) {
        this.config = config;
        this.administration = administration;
        this.duty = duty;
        this.server = server;
        get("/members", Set.of(), (it, asked) -> Answers.members(it.members()));
        get("/links", Set.of(), (it, asked) -> Answers.links(it.members()));
        get("/shards", Set.of(), (it, asked) -> it.shards());
        get("/partitions", Set.of(), (it, asked) -> it.partitions());
        get(
                "/node",
                Set.of("service", "node"),
                (it, asked) -> it.node(asked.optional("service"), asked.required("node")));
        post(
                "/delete",
                Set.of("service", "node"),
                (it, asked) -> it.delete(asked.optional("service"), asked.required("node")));
        post("/change-owner", Set.of("service", "node", "owner"), AdministrationServer::changeOwner);
        get(
                "/user",
                Set.of("service", "jid"),
                (it, asked) -> it.user(asked.optional("service"), asked.required("jid")));
        post(
                "/erase",
                Set.of("service", "jid", "everywhere"),
                (it, asked) -> it.erase(asked.optional("service"), asked.required("jid"), asked.flag("everywhere")));
        post(
                "/announce",
                Set.of("service", "text"),
                (it, asked) -> it.announce(asked.optional("service"), asked.required("text")));
        Set<String> who = Set.of("service", "jid");
        get("/blacklist", Set.of("service"), (it, asked) -> it.blacklist(asked.optional("service")));
        post("/block", who, (it, asked) -> it.block(asked.optional("service"), asked.required("jid"), true));
        post("/unblock", who, (it, asked) -> it.block(asked.optional("service"), asked.required("jid"), false));
        Set<String> link = Set.of("service", "hostServer");
        post("/suspend", link, (it, asked) -> suspend(it, asked, true));
        post("/resume", link, (it, asked) -> suspend(it, asked, false));
        route("GET", "/duty", Set.of(), asked -> duty.report());
        route("POST", "/drain", Set.of(), asked -> drain());
        route("POST", "/undrain", Set.of(), asked -> undrain());
        routes.put("/export", new Route("GET", Set.of("service", "node"), this::export));
        routes.put("/import", new Route("POST", Set.of("service", "node", "as", "owner", "again"), this::importFile));
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "administration-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void get(String path, Set<String> parameters, Question question) {
        route("GET", path, parameters, asked -> question.answer(administration(), asked));
    }

    private void post(String path, Set<String> parameters, Question question) {
        route("POST", path, parameters, asked -> question.answer(administration(), asked));
    }

    private void route(String method, String path, Set<String> parameters, Operation operation) {
        routes.put(
                path,
                new Route(method, parameters, (exchange, asked) -> answer(exchange, 200, operation.answer(asked))));
    }

    private Administration administration() throws Refusal {
        return administration
                .get()
                .orElseThrow(() -> new Refusal(
                        Reason.UNAVAILABLE,
                        "this member is not at work: "
                                + String.join("; ", duty.report().lacks())));
    }

    /** What goes wrong behind the first byte is seen by the end, which is missing. */
    private void export(HttpExchange exchange, Parameters asked) throws Refusal, IOException {
        NodeExport node = administration().export(asked.optional("service"), asked.required("node"));
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), BUFFER_BYTES)) {
            node.write(out);
        } catch (Refusal refusal) {
            logger.warn("a node is exported in part only: {}", refusal.getMessage());
        }
    }

    private void importFile(HttpExchange exchange, Parameters asked) throws Refusal, IOException {
        answer(
                exchange,
                200,
                administration()
                        .take(
                                exchange.getRequestBody(),
                                asked.optional("service"),
                                asked.required("node"),
                                asked.optional("as"),
                                asked.optional("owner"),
                                asked.flag("again")));
    }

    private Duty.Report drain() throws Refusal {
        duty.drain();
        return duty.report();
    }

    private Duty.Report undrain() throws Refusal {
        duty.undrain();
        return duty.report();
    }

    private static Object suspend(Administration it, Parameters asked, boolean suspended) throws Refusal {
        return Answers.links(it.suspend(asked.optional("service"), asked.required("hostServer"), suspended));
    }

    /** The node, as it is then. */
    private static Object changeOwner(Administration it, Parameters asked) throws Refusal {
        Optional<String> service = asked.optional("service");
        String node = asked.required("node");
        it.changeOwner(service, node, asked.required("owner"));
        return it.node(service, node);
    }

    // --------------------------------------------------------------------------------------------- one request

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Integer> stranger = stranger(exchange);
            String path = exchange.getRequestURI().getPath();
            Route route = routes.get(path);
            if (stranger.isPresent()) {
                refuse(
                        exchange,
                        stranger.get(),
                        stranger.get() == 401 ? "the token is missing, or wrong" : "no browsers");
            } else if (route == null) {
                refuse(exchange, 404, "there is nothing at " + path);
            } else if (!exchange.getRequestMethod().equals(route.method())) {
                exchange.getResponseHeaders().set("Allow", route.method());
                refuse(exchange, 405, path + " takes " + route.method());
            } else {
                perform(exchange, route);
            }
        } catch (RuntimeException defect) {
            logger.error(
                    "a defect: {} {}",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    defect);
            throw defect;
        }
    }

    /** The status for whom we do not know. */
    private Optional<Integer> stranger(HttpExchange exchange) {
        if (exchange.getRequestHeaders().containsKey("Origin")) {
            return Optional.of(403);
        }
        if (config.token().isPresent()) {
            String said = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse("");
            byte[] wanted = ("Bearer " + config.token().get()).getBytes(StandardCharsets.UTF_8);
            // Takes as long whatever of it is right.
            boolean known = MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), wanted);
            return known ? Optional.empty() : Optional.of(401);
        }
        String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .orElse("");
        return THIS_MACHINE.contains(host.replaceFirst(":\\d+$", "")) ? Optional.empty() : Optional.of(403);
    }

    private void perform(HttpExchange exchange, Route route) throws IOException {
        try {
            Parameters asked = Parameters.of(exchange.getRequestURI(), route.parameters());
            route.operation().perform(exchange, asked);
        } catch (Refusal refusal) {
            refuse(exchange, STATUS.getOrDefault(refusal.reason(), 500), String.valueOf(refusal.getMessage()));
        } catch (RuntimeException defect) {
            logger.error(
                    "a defect: {} {}", route.method(), exchange.getRequestURI().getPath(), defect);
            refuse(exchange, 500, "a defect of ours; the log of this member says which");
        }
    }

    private void refuse(HttpExchange exchange, int status, String why) throws IOException {
        if (status == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        }
        answer(exchange, status, Map.of("error", why));
    }

    private void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
