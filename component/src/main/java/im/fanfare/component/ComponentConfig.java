package im.fanfare.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import im.fanfare.cluster.NodeQuota;
import im.fanfare.component.administration.AdministrationConfig;
import im.fanfare.component.bounces.BouncePolicy;
import im.fanfare.component.limits.Limits;
import im.fanfare.component.link.LinkConfig;
import im.fanfare.component.link.Tls;
import im.fanfare.fanout.FanoutConfig;
import im.fanfare.pubsub.CreationPolicy;
import im.fanfare.pubsub.Jid;
import im.fanfare.schema.CassandraConfig;
import im.fanfare.schema.Topics;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** The {@code fanfare} section of the configuration; {@code fanfare.conf} says what each key means. */
record ComponentConfig(
        List<Way> ways,
        CreationPolicy creation,
        boolean serverInformation,
        int requestsUnderWay,
        Limits limits,
        NodeQuota quota,
        BouncePolicy bounces,
        int presences,
        CassandraConfig cassandra,
        Map<String, Object> kafka,
        Topics topics,
        FanoutConfig fanout,
        MemberConfig member,
        Optional<InetSocketAddress> management,
        Optional<AdministrationConfig> administration,
        Set<Jid> administrators,
        Optional<TracingConfig> tracing) {
    /** Of what goes by days. */
    private static final Duration MOST_PATIENT = Duration.ofDays(365);

    /** What goes into every commit to Kafka, and into the names of consumer groups. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** Each reads all of the log; and their names have to find room in a commit. */
    private static final int MOST_HOST_SERVERS = 16;

    /** Whether a host server takes one connection of a component or several. */
    enum LinkMode {
        SHARED,
        EACH
    }

    /**
     * A service domain and how a host server of it is reached.
     *
     * @param hostServer what that is called; a service has no two ways to the same
     * @param domains whose users are reached this way; empty: everybody whom no other way of the service is for
     * @param links one entry a link
     */
    record Way(String hostServer, LinkMode mode, Set<String> domains, List<LinkConfig> links) {
        String service() {
            return links.get(0).service();
        }
    }

    /** How members find one another. */
    enum Discovery {
        SEEDS,
        KUBERNETES
    }

    /** Who goes on when members lose sight of one another. */
    enum SplitBrain {
        MAJORITY,
        LEASE
    }

    /**
     * Where this member is, and whom it joins.
     *
     * @param founders how many members have to see one another before they found a cluster
     * @param contactPort where members say what they have joined
     * @param tls how members know one another; absent: by their addresses alone, in the clear
     */
    record MemberConfig(
            String host,
            int port,
            Discovery discovery,
            List<InetSocketAddress> seeds,
            int founders,
            int contactPort,
            SplitBrain splitBrain,
            Optional<MemberTls> tls,
            Optional<Path> readyFile) {
        /** What other members and Kafka know this one by, also after a restart. */
        String id() {
            return host + '_' + port;
        }

        /** What an operator knows it by. */
        String address() {
            return host + ':' + port;
        }
    }

    /**
     * Where spans go; absent: nowhere.
     *
     * @param share of the requests that is followed, as OpenTelemetry's sampler takes it
     */
    record TracingConfig(String collector, String share) {}

    /** The domains that every member serves. */
    List<String> services() {
        return ways.stream().map(Way::service).distinct().toList();
    }

    /**
     * The whole configuration: what the environment says, then the operator's file, then what we come with.
     *
     * @throws IllegalArgumentException if the file cannot be read
     */
    static Config load() {
        return ConfigFactory.defaultOverrides()
                .withFallback(operatorsFile())
                .withFallback(ConfigFactory.parseResources("fanfare.conf"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
    }

    private static Config operatorsFile() {
        String name = System.getenv().getOrDefault("FANFARE_CONFIG", "");
        if (name.isEmpty()) {
            return ConfigFactory.empty();
        }
        Path file = Path.of(name);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("FANFARE_CONFIG is " + name + ", needs a file that can be read");
        }
        return ConfigFactory.parseFile(
                file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    }

    static ComponentConfig from(Config root) {
        Settings settings = new Settings(root.getConfig("fanfare"), "fanfare");
        return new ComponentConfig(
                ways(settings),
                creation(settings.section("create-nodes")),
                settings.flag("server-information"),
                settings.number("requests-under-way", 1, 1_000_000),
                limits(settings.section("limits")),
                new NodeQuota(settings.section("limits").number("nodes-of-owner", 0, 1_000_000)),
                bounces(settings.section("bounces")),
                settings.number("presences", 0, 100_000_000),
                cassandra(settings.section("cassandra")),
                kafka(settings.section("kafka")),
                topics(settings.section("kafka")),
                FanoutConfig.from(root.getConfig("fanfare.fanout")),
                member(settings),
                management(settings.section("management")),
                administration(settings.section("administration")),
                bareJids(settings.section("administration")),
                tracing(settings.section("tracing")));
    }

    private static List<Way> ways(Settings settings) {
        List<Way> ways = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Settings link : settings.list("links", "link")) {
            Way way = way(link);
            String service = way.service();
            if (way.domains().isEmpty()
                    ? !taken.add(service)
                    : !way.domains().stream().allMatch(domain -> taken.add(service + ' ' + domain))) {
                throw link.wrong("domains", "others than those of the other entries of " + service);
            }
            ways.add(way);
        }
        for (Way way : ways) {
            if (!taken.contains(way.service())) {
                throw settings.wrong("links", "an entry of " + way.service() + " without domains, for all the rest");
            }
            if (!taken.add(way.service() + '/' + way.hostServer())) {
                throw settings.wrong("links", "one entry of " + way.service() + " by the name " + way.hostServer());
            }
        }
        long hostServers = ways.stream().map(Way::hostServer).distinct().count();
        if (hostServers < 1 || hostServers > MOST_HOST_SERVERS) {
            throw settings.wrong("links", "entries of 1 to " + MOST_HOST_SERVERS + " host servers");
        }
        return List.copyOf(ways);
    }

    private static Way way(Settings link) {
        LinkConfig.Limits usual = LinkConfig.Limits.DEFAULT;
        LinkMode mode = link.word("mode", LinkMode.class);
        LinkConfig config = new LinkConfig(
                domain(link, "service"),
                new LinkConfig.Endpoint(
                        link.required("host"), link.number("port", 1, 65_535), tls(link), mode == LinkMode.EACH),
                link.secret("secret"),
                new LinkConfig.Limits(
                        link.number("max-stanza-bytes", 10_000, 64 << 20),
                        usual.maxDepth(),
                        usual.maxElements(),
                        link.number("window", 1, 1_000_000),
                        usual.maxOutboundBytes()),
                LinkConfig.Times.DEFAULT,
                multicast(link, mode));
        String name = link.optional("name")
                .orElse(config.endpoint().host() + '-' + config.endpoint().port());
        if (!NAME.matcher(name).matches()) {
            throw link.wrong("name", "up to 64 letters, digits, dots, dashes and underscores, and not " + name);
        }
        int connections = mode == LinkMode.SHARED ? 1 : link.number("connections", 1, 64);
        return new Way(name, mode, Set.copyOf(domains(link, "domains")), Collections.nCopies(connections, config));
    }

    private static Optional<Tls> tls(Settings section) {
        return section.flag("tls")
                ? Optional.of(new Tls(
                        section.optional("trust-store").map(Path::of), section.optional("trust-store-password")))
                : Optional.empty();
    }

    private static Optional<LinkConfig.Multicast> multicast(Settings link, LinkMode mode) {
        if (link.optional("multicast").isEmpty()) {
            return Optional.empty();
        }
        if (mode == LinkMode.SHARED) {
            throw link.wrong("multicast", "a link of every member's own, mode = each");
        }
        Set<String> domains = domains(link, "multicast-domains");
        if (domains.isEmpty()) {
            throw link.wrong("multicast-domains", "the domains of the host server's own users");
        }
        return Optional.of(new LinkConfig.Multicast(
                domain(link, "multicast"), domains, link.number("multicast-recipients", 2, 10_000)));
    }

    private static Set<String> domains(Settings section, String key) {
        Set<String> domains = new HashSet<>();
        section.words(key).forEach(domain -> domains.add(domain.toLowerCase(Locale.ROOT)));
        return domains;
    }

    private static String domain(Settings link, String key) {
        return Jid.of(link.required(key))
                .filter(jid -> jid.local().isEmpty() && jid.isBare())
                .map(Jid::domain)
                .orElseThrow(() -> link.wrong(key, "a domain"));
    }

    private static CreationPolicy creation(Settings section) {
        return new CreationPolicy(domains(section, "domains"), bareJids(section));
    }

    private static Set<Jid> bareJids(Settings section) {
        Set<Jid> jids = new HashSet<>();
        for (String word : section.words("jids")) {
            Jid jid = Jid.of(word).orElseThrow(() -> section.wrong("jids", "bare JIDs separated by commas"));
            jids.add(jid.bare());
        }
        return jids;
    }

    private static Limits limits(Settings section) {
        return new Limits(
                rates(section, "jid", "publisher"),
                rates(section, "domain", "domain"),
                section.number("publishes-to-node", 0, 1_000_000),
                section.number("publishes-to-service", 0, 1_000_000),
                section.number("subscribes", 0, 1_000_000),
                section.number("subscriptions-of-jid", 0, 1_000_000),
                section.number("backlog", 0, 1_000_000_000));
    }

    private static Limits.Rates rates(Settings section, String requester, String publisher) {
        return new Limits.Rates(
                section.number("requests-of-" + requester, 0, 1_000_000_000),
                section.number("publishes-of-" + publisher, 0, 1_000_000_000),
                section.number("bytes-of-" + publisher, 0, 1_000_000_000));
    }

    private static BouncePolicy bounces(Settings section) {
        return new BouncePolicy(
                section.duration("count-every", Duration.ZERO, MOST_PATIENT),
                section.number("suspend-after", 1, 1_000_000),
                section.duration("suspended-for", Duration.ofSeconds(1), MOST_PATIENT),
                section.number("remove-after", 1, 1_000_000),
                section.duration("forgotten-after", Duration.ofSeconds(1), MOST_PATIENT));
    }

    private static CassandraConfig cassandra(Settings section) {
        Optional<CassandraConfig.Credentials> credentials =
                section.optional("user").map(user -> new CassandraConfig.Credentials(user, section.secret("password")));
        return new CassandraConfig(
                section.addresses("contact-points").stream()
                        .map(address -> new InetSocketAddress(address.getHostString(), address.getPort()))
                        .toList(),
                section.required("datacenter"),
                section.required("keyspace"),
                section.number("replication", 1, 9),
                credentials,
                tls(section).map(tls -> context(section, tls)));
    }

    private static SSLContext context(Settings section, Tls tls) {
        try {
            return tls.context();
        } catch (IOException e) {
            throw section.wrong("trust-store", "certificates that can be read (" + e.getMessage() + ')');
        }
    }

    private static Map<String, Object> kafka(Settings section) {
        List<String> brokers = section.addresses("bootstrap").stream()
                .map(address -> address.getHostString() + ':' + address.getPort())
                .toList();
        if (brokers.isEmpty()) {
            throw section.wrong("bootstrap", "host:port of a broker");
        }
        Map<String, Object> client = new HashMap<>();
        section.optional("client-properties")
                .map(file -> properties(section, Path.of(file)))
                .ifPresent(client::putAll);
        client.put("bootstrap.servers", String.join(",", brokers));
        return Map.copyOf(client);
    }

    private static Map<String, String> properties(Settings section, Path file) {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw section.wrong("client-properties", "a file of properties that can be read (" + e.getMessage() + ')');
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
    }

    private static Topics topics(Settings section) {
        return new Topics(
                section.text("prefix"),
                section.number("publication-partitions", 1, 64),
                section.number("delivery-partitions", 1, 4_096),
                section.number("replication", 1, 9));
    }

    private static Optional<InetSocketAddress> management(Settings section) {
        int port = section.number("port", 0, 65_535);
        return port == 0 ? Optional.empty() : Optional.of(new InetSocketAddress(section.required("host"), port));
    }

    private static Optional<AdministrationConfig> administration(Settings section) {
        int port = section.number("port", 0, 65_535);
        if (port == 0) {
            return Optional.empty();
        }
        InetSocketAddress address = new InetSocketAddress(section.required("host"), port);
        if (address.isUnresolved()) {
            throw section.wrong("host", "an address of this machine");
        }
        try {
            return Optional.of(new AdministrationConfig(address, section.optional("token")));
        } catch (IllegalArgumentException open) { // and it shows no token
            throw new IllegalArgumentException("fanfare.administration: " + open.getMessage(), open);
        }
    }

    private static Optional<TracingConfig> tracing(Settings section) {
        return section.optional("collector").map(collector -> new TracingConfig(collector, section.text("share")));
    }

    private static MemberConfig member(Settings settings) {
        Settings member = settings.section("member");
        return new MemberConfig(
                member.required("host"),
                member.number("port", 1, 65_535),
                member.word("discovery", Discovery.class),
                member.addresses("seeds"),
                member.number("founders", 1, 1_000),
                member.number("contact-port", 1, 65_535),
                member.word("split-brain", SplitBrain.class),
                memberTls(member),
                settings.optional("ready-file").map(Path::of));
    }

    private static Optional<MemberTls> memberTls(Settings member) {
        List<String> keys = List.of("certificate", "key", "authority");
        if (keys.stream().noneMatch(key -> member.optional(key).isPresent())) {
            return Optional.empty();
        }
        for (String key : keys) {
            if (member.optional(key).isEmpty()) {
                throw member.wrong(key, "a file: TLS between members takes certificate, key and authority");
            }
        }
        MemberTls tls = new MemberTls(
                Path.of(member.required("certificate")),
                Path.of(member.required("key")),
                Path.of(member.required("authority")));
        try {
            tls.check();
        } catch (IOException unfit) {
            throw member.wrong("certificate", "files that can be used together: " + unfit.getMessage());
        }
        return Optional.of(tls);
    }
}
