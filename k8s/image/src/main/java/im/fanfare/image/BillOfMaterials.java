package im.fanfare.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the libraries of a member are, in CycloneDX's JSON: the build writes it down beside the class path. */
final class BillOfMaterials {
    private static final String RESOURCE = "/member.cdx.json";

    /** Absent where the build was not asked for it, by its profile {@code sbom}. */
    static Optional<byte[]> read() throws IOException {
        try (InputStream text = BillOfMaterials.class.getResourceAsStream(RESOURCE)) {
            return text == null ? Optional.empty() : Optional.of(text.readAllBytes());
        }
    }

    /** Writes it into a file. */
    static Path into(Path file) throws IOException {
        byte[] bill = read().orElseThrow(() -> new IOException("no " + RESOURCE + ": build with -P sbom"));
        return Files.write(file, bill);
    }

    private BillOfMaterials() {}
}
