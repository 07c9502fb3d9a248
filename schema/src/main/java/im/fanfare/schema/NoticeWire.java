package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Notice;
import im.fanfare.schema.proto.NodeProto;
import java.util.List;

/** What somebody is told, and who, as the messages of {@code node.proto}. */
final class NoticeWire {
    static List<String> write(List<Jid> recipients) {
        return recipients.stream().map(Jid::toString).toList();
    }

    static List<Jid> parse(List<String> recipients) {
        return recipients.stream().map(Jid::parse).toList();
    }

    static NodeProto.Notice write(Notice notice) {
        NodeProto.Notice.Builder wire = NodeProto.Notice.newBuilder();
        if (notice instanceof Notice.SubscriptionRequest request) {
            wire.getSubscriptionRequestBuilder()
                    .setSubscriber(request.subscriber().toString());
        } else if (notice instanceof Notice.SubscriptionChanged changed) {
            wire.getSubscriptionChangedBuilder()
                    .setSubscriber(changed.subscriber().toString())
                    .setState(changed.state().word())
                    .setSubId(SubIdWire.write(changed.subId()));
        } else if (notice instanceof Notice.AffiliationChanged changed) {
            wire.getAffiliationChangedBuilder()
                    .setJid(changed.jid().toString())
                    .setAffiliation(changed.affiliation().word());
        } else {
            throw Wire.unknown("notice", notice.getClass().getSimpleName());
        }
        return wire.build();
    }

    static Notice parse(NodeProto.Notice notice) {
        return switch (notice.getNoticeCase()) {
            case SUBSCRIPTION_REQUEST ->
                new Notice.SubscriptionRequest(
                        Jid.parse(notice.getSubscriptionRequest().getSubscriber()));
            case SUBSCRIPTION_CHANGED ->
                new Notice.SubscriptionChanged(
                        Jid.parse(notice.getSubscriptionChanged().getSubscriber()),
                        SubIdWire.parse(notice.getSubscriptionChanged().getSubId()),
                        NodeCommandWire.state(notice.getSubscriptionChanged().getState()));
            case AFFILIATION_CHANGED ->
                new Notice.AffiliationChanged(
                        Jid.parse(notice.getAffiliationChanged().getJid()),
                        NodeWire.affiliation(notice.getAffiliationChanged().getAffiliation()));
            case NOTICE_NOT_SET -> throw Wire.unknown("notice in", notice.getUnknownFields());
        };
    }

    private NoticeWire() {}
}
