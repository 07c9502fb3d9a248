package im.fanfare.schema;

import im.fanfare.schema.proto.PublicationProto;

/** Publications as the bytes of {@code publication.proto}. */
public final class PublicationWire {
    public static byte[] write(Publication publication) {
        return PublicationProto.Publication.newBuilder()
                .setNode(NodeWire.write(publication.node()))
                .setRevision(NodeEventWire.write(publication.revision()))
                .setPages(publication.pages())
                .setConfig(NodeWire.write(publication.config()))
                .build()
                .toByteArray();
    }

    /**
     * What the bytes say.
     *
     * @throws IllegalArgumentException if they say nothing, or what only a newer version knows
     */
    public static Publication parse(byte[] bytes) {
        PublicationProto.Publication publication = Wire.read(PublicationProto.Publication.parser(), bytes);
        return new Publication(
                NodeWire.parse(publication.getNode()),
                NodeEventWire.parse(publication.getRevision()),
                publication.getPages(),
                NodeWire.parse(publication.getConfig()));
    }

    private PublicationWire() {}
}
