package im.fanfare.component.administration;

import im.fanfare.cluster.NodeDirectory.OwnSubscription;
import im.fanfare.component.administration.Refusal.Reason;
import im.fanfare.component.blacklist.Blacklist;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Paging;
import im.fanfare.schema.Bounces;
import im.fanfare.schema.Journal;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an operator may ask of an installation, by whatever way he asks.
 *
 * <p>Nodes are asked and changed by the same commands as by users, so that nothing goes past an entity, its journal, its
 * fence and the log. Whoever calls these waits for the answer: they are for threads that nobody else waits for.
 */
public final class Administration {
    private final List<String> services;
    private final NodeService nodes;
    private final Asking asking;
    private final Journal journal;
    private final Bounces bounces;
    private final Blacklist blacklist;
    private final Installation installation;

    /** @param services the domains that members serve */
    public Administration(
            List<String> services,
            NodeService nodes,
            Journal journal,
            Bounces bounces,
            Blacklist blacklist,
            Installation installation) {
        this.services = List.copyOf(services);
        this.nodes = nodes;
        this.asking = new Asking(nodes);
        this.journal = journal;
        this.bounces = bounces;
        this.blacklist = blacklist;
        this.installation = installation;
    }

    // ------------------------------------------------------------------------------------------------ the members

    public List<MemberState> members() throws Refusal {
        return Asking.answer(installation.members(), "the cluster");
    }

    /**
     * Has all members end their links to a host server in good order, and open none until they are resumed; or resumes
     * them. A member that starts later knows nothing of it.
     *
     * @return the members as they are a moment later
     */
    public List<MemberState> suspend(Optional<String> service, String hostServer, boolean suspended) throws Refusal {
        String domain = service(service);
        Set<String> known = members().stream()
                .flatMap(member -> member.report().stream())
                .flatMap(report -> report.links().stream())
                .filter(link -> link.service().equals(domain))
                .map(LinkReport::hostServer)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!known.contains(hostServer)) {
            throw new Refusal(
                    Reason.UNKNOWN, domain + " has no host server " + hostServer + ", but " + String.join(", ", known));
        }
        List<MemberState> asked = Asking.answer(installation.suspend(domain, hostServer, suspended), "the cluster");
        List<String> silent = asked.stream()
                .filter(member -> member.report().isEmpty())
                .map(MemberState::member)
                .toList();
        if (!silent.isEmpty()) {
            throw new Refusal(
                    Reason.UNAVAILABLE,
                    "done at all members that answer, which " + String.join(", ", silent) + " did not: ask again");
        }
        return asked;
    }

    /**
     * The shards of the nodes that one member has.
     *
     * @param nodesAwake pubsub nodes of them that are in its memory
     */
    public record Shards(String member, int shards, int nodesAwake) {}

    public List<Shards> shards() throws Refusal {
        return Asking.answer(installation.shards(), "the cluster").entrySet().stream()
                .map(member -> new Shards(
                        member.getKey(),
                        member.getValue().size(),
                        member.getValue().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum()))
                .toList();
    }

    public List<PartitionReport> partitions() throws Refusal {
        return Asking.answer(installation.partitions(), "Kafka");
    }

    // -------------------------------------------------------------------------------------------------- one node

    /**
     * A node, as it is.
     *
     * @param member the one it is on, or will be once it is asked again; empty: its shard is on its way
     * @param revision its newest, and with {@code epoch} how often it was taken over by a member
     * @param settled whether all that it has begun is stored and logged
     * @param pending requests to subscribe that wait for an owner
     * @param pages of subscribers
     */
    public record NodeReport(
            String service,
            String node,
            String member,
            String shard,
            long epoch,
            long revision,
            boolean settled,
            Instant created,
            Jid creator,
            List<Jid> owners,
            long items,
            long subscribers,
            long pending,
            int pages,
            Map<String, String> configuration) {}

    public NodeReport node(Optional<String> service, String name) throws Refusal {
        NodeId id = id(service, name);
        NodeReply.Description described = describe(id);
        NodeState state = described.state();
        Jid owner = state.anOwner();
        Optional<Paging> none = Optional.of(new Paging(new Paging.First(), Optional.of(0)));
        int items = asking.ask(new NodeCommand.ListItems(id, owner, none), NodeReply.ItemIds.class)
                .total();
        int subscribers = asking.ask(new NodeCommand.ListSubscriptions(id, owner, none), NodeReply.Subscriptions.class)
                .total();
        Optional<Journal.Latest> latest = Asking.answer(journal.read(id), "Cassandra");
        String shard = installation.shardOf(id);
        return new NodeReport(
                id.service(),
                id.name(),
                memberOf(shard),
                shard,
                latest.map(Journal.Latest::epoch).orElse(0L),
                latest.map(last -> last.entry().progress().revision()).orElse(0L),
                latest.map(Journal.Latest::done).orElse(true),
                state.created(),
                state.creator(),
                state.owners().stream().sorted().toList(),
                items,
                described.subscribers(),
                Math.max(0, subscribers - described.subscribers()),
                latest.map(last -> last.entry().progress().pages()).orElse(0),
                configuration(state));
    }

    /** A node that is no more. */
    public record Deleted(String service, String node, long subscribers) {}

    /** Deletes a node in its owners' stead: XEP-0060 §8.4; its subscribers are told. */
    public Deleted delete(Optional<String> service, String name) throws Refusal {
        NodeId id = id(service, name);
        NodeReply.Description before = describe(id);
        asking.ask(new NodeCommand.Delete(id, before.state().anOwner(), Optional.empty()), NodeReply.Done.class);
        return new Deleted(id.service(), id.name(), before.subscribers());
    }

    /**
     * Makes a bare JID the only owner of a node: XEP-0060 §8.9. Those who were are nothing to it any more. After a fault
     * there may be both; asked again, it goes on.
     */
    public void changeOwner(Optional<String> service, String name, String owner) throws Refusal {
        NodeId id = id(service, name);
        Jid heir = bare(owner);
        NodeState state = describe(id).state();
        affiliate(id, state.anOwner(), heir, Affiliation.OWNER);
        for (Jid former : state.owners()) {
            if (!former.equals(heir)) {
                affiliate(id, former, former, Affiliation.NONE); // an owner can only resign
            }
        }
    }

    private void affiliate(NodeId id, Jid requester, Jid who, Affiliation affiliation) throws Refusal {
        asking.ask(new NodeCommand.ChangeAffiliations(id, requester, Map.of(who, affiliation)), NodeReply.Done.class);
    }

    private NodeReply.Description describe(NodeId id) throws Refusal {
        return asking.ask(new NodeCommand.Describe(id, id.serviceJid()), NodeReply.Description.class);
    }

    private String memberOf(String shard) throws Refusal {
        return Asking.answer(installation.shards(), "the cluster").entrySet().stream()
                .filter(member -> member.getValue().containsKey(shard))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private static Map<String, String> configuration(NodeState state) {
        Map<String, String> configuration = new LinkedHashMap<>();
        for (ConfigField field : ConfigField.values()) {
            configuration.put(field.fieldName(), state.config().value(field));
        }
        return configuration;
    }

    // -------------------------------------------------------------------------------------------------- one user

    /** What somebody is subscribed to, or waits for. */
    public record UserSubscription(String service, String node, Jid subscriber, String subId, String state) {}

    public record UserAffiliation(String service, String node, String affiliation) {}

    /** What a service knows of a bare JID and its resources. */
    public record UserReport(Jid jid, List<UserSubscription> subscriptions, List<UserAffiliation> affiliations) {}

    /**
     * What there is of a bare JID and its resources.
     *
     * @param service one of them; absent: all
     */
    public UserReport user(Optional<String> service, String user) throws Refusal {
        Jid jid = bare(user);
        List<UserSubscription> subscriptions = new ArrayList<>();
        List<UserAffiliation> affiliations = new ArrayList<>();
        for (String each : services(service)) {
            Map<NodeId, List<OwnSubscription>> subscribed =
                    Asking.answer(nodes.subscriptionsOf(each, jid), "Cassandra");
            subscribed.forEach((node, own) -> own.forEach(one -> subscriptions.add(new UserSubscription(
                    each,
                    node.name(),
                    one.subscriber(),
                    one.subId().value(),
                    one.state().word()))));
            Map<NodeId, Affiliation> affiliated = Asking.answer(nodes.affiliationsOf(each, jid), "Cassandra");
            affiliated.forEach((node, affiliation) -> {
                if (affiliation != Affiliation.NONE) {
                    affiliations.add(new UserAffiliation(each, node.name(), affiliation.word()));
                }
            });
        }
        return new UserReport(jid, subscriptions, affiliations);
    }

    /**
     * Erases whatever is kept of a bare JID and its resources: see {@link Erasure}.
     *
     * @param everywhere also what it published at nodes that it has nothing else to do with; every node is looked at
     */
    public List<Erasure.Erased> erase(Optional<String> service, String user, boolean everywhere) throws Refusal {
        Jid jid = bare(user);
        List<Erasure.Erased> erased = new ArrayList<>();
        for (String each : services(service)) {
            erased.add(new Erasure(each, jid, nodes, bounces, installation).perform(everywhere));
        }
        return erased;
    }

    // ----------------------------------------------------------------------------------------- an announcement

    /** Of what can be said to all; in UTF-8 it is three times as long at most. */
    private static final int MOST_CHARACTERS = 16_384;

    /** To how many bare JIDs something is being said. */
    public record Announced(String service, int people) {}

    /**
     * Says something to all who are available to a service, as far as it knows: XEP-0133 §4.23.
     *
     * @param service one of them; absent: all
     */
    public List<Announced> announce(Optional<String> service, String text) throws Refusal {
        if (text.isBlank() || text.length() > MOST_CHARACTERS) {
            throw new Refusal(Reason.WRONG, "an announcement has 1 to " + MOST_CHARACTERS + " characters");
        }
        List<Announced> announced = new ArrayList<>();
        for (String each : services(service)) {
            announced.add(new Announced(
                    each, Asking.answer(installation.announce(each, text), "a member that remembers presences")));
        }
        return announced;
    }

    // ------------------------------------------------------------------------------------------- the blacklist

    /** Somebody from whom a service takes nothing: a bare JID or a domain. */
    public record Blocked(String service, Jid jid) {}

    /**
     * Whom services take nothing from.
     *
     * @param service one of them; absent: all
     */
    public List<Blocked> blacklist(Optional<String> service) throws Refusal {
        List<Blocked> blocked = new ArrayList<>();
        for (String each : services(service)) {
            Asking.answer(blacklist.of(each), "Cassandra").stream()
                    .sorted()
                    .forEach(jid -> blocked.add(new Blocked(each, jid)));
        }
        return blocked;
    }

    /**
     * Has services take nothing from a bare JID or a domain, or take it again; other members do so some seconds later.
     *
     * @return the blacklist as it is then
     */
    public List<Blocked> block(Optional<String> service, String who, boolean blocked) throws Refusal {
        Set<Jid> jids = Set.of(bare(who));
        for (String each : services(service)) {
            if (blocked) {
                change(each, jids, Set.of());
            } else {
                change(each, Set.of(), jids);
            }
        }
        return blacklist(service);
    }

    /** Makes this the blacklist of a service. */
    public void blacklist(Optional<String> service, List<String> wanted) throws Refusal {
        Set<Jid> on = new TreeSet<>();
        for (String who : wanted) {
            on.add(bare(who));
        }
        Set<Jid> off = new TreeSet<>(Asking.answer(blacklist.of(service(service)), "Cassandra"));
        off.removeAll(on);
        change(service(service), on, off);
    }

    private void change(String service, Set<Jid> on, Set<Jid> off) throws Refusal {
        Set<Jid> after = new TreeSet<>(Asking.answer(blacklist.of(service), "Cassandra"));
        after.addAll(on);
        after.removeAll(off);
        if (after.size() > Blacklist.MOST) {
            throw new Refusal(Reason.NOT_ALLOWED, "a blacklist has " + Blacklist.MOST + " JIDs at most");
        }
        Asking.answer(blacklist.change(service, on, off), "Cassandra");
    }

    // ------------------------------------------------------------------------------------------ a node as a file

    /** The node as it is now; it is written when it is told where to. */
    NodeExport export(Optional<String> service, String name) throws Refusal {
        return NodeExport.of(id(service, name), asking);
    }

    /**
     * Takes a node over from a file.
     *
     * @param name of the node in the file
     * @param as its name here, where that is another
     * @param owner whose it is, in the file if that says so, and here
     * @param again whether it may be there already
     */
    NodeImport.Taken take(
            InputStream file,
            Optional<String> service,
            String name,
            Optional<String> as,
            Optional<String> owner,
            boolean again)
            throws Refusal {
        Optional<Jid> whose = owner.isPresent() ? Optional.of(bare(owner.get())) : Optional.empty();
        return new NodeImport(asking, id(service, as.orElse(name)), whose, again).read(file, name);
    }

    // ------------------------------------------------------------------------------------------------- in common

    private List<String> services(Optional<String> named) throws Refusal {
        return named.isPresent() ? List.of(service(named)) : services;
    }

    /** The one that is meant: where there is one only, it need not be named. */
    private String service(Optional<String> named) throws Refusal {
        if (named.isEmpty() && services.size() > 1) {
            throw new Refusal(Reason.WRONG, "there are several services, name one: " + String.join(", ", services));
        }
        String service = named.orElseGet(() -> services.get(0));
        if (!services.contains(service)) {
            throw new Refusal(
                    Reason.UNKNOWN, "there is no service " + service + ", but " + String.join(", ", services));
        }
        return service;
    }

    private NodeId id(Optional<String> service, String name) throws Refusal {
        String domain = service(service);
        return NodeId.of(domain, name)
                .orElseThrow(() ->
                        new Refusal(Reason.WRONG, "the name of a node has 1 to " + NodeId.MAX_NAME_BYTES + " bytes"));
    }

    private static Jid bare(String text) throws Refusal {
        try {
            Jid jid = Jid.parse(text);
            if (jid.isBare()) {
                return jid;
            }
        } catch (IllegalArgumentException spellsNone) {
            throw new Refusal(Reason.WRONG, text + " is no JID: " + spellsNone.getMessage());
        }
        throw new Refusal(Reason.WRONG, text + " has a resource, a bare JID is needed");
    }
}
