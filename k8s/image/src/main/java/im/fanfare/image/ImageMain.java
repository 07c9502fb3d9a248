package im.fanfare.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import im.fanfare.embedded.Home;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Builds the image of a member: {@code --tar FILE}, for {@code docker load} and {@code podman load}, or {@code --push
 * NAME}, to a registry, as whoever is logged in there. Its bill of materials is written beside it.
 */
public final class ImageMain {
    private static final int USAGE = 64;

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2 || !arguments[0].matches("--tar|--push")) {
            System.err.println("k8s/build-image --tar FILE | --push REGISTRY/NAME:TAG");
            System.exit(USAGE);
            return;
        }
        Path scratch = Files.createTempDirectory("fanfare-image-");
        try {
            boolean tar = arguments[0].equals("--tar");
            JibContainer image = Image.build(scratch, tar ? toTar(Path.of(arguments[1])) : toRegistry(arguments[1]));
            System.out.println(image.getDigest());
            System.out.println(
                    BillOfMaterials.into(Path.of((tar ? arguments[1] : "fanfare-" + Image.version()) + ".cdx.json")));
            if (tar) {
                System.out.printf("%s: %.1f MB%n", arguments[1], Files.size(Path.of(arguments[1])) / 1e6);
            }
        } finally {
            Home.delete(scratch);
        }
    }

    static Containerizer toTar(Path file) throws Exception {
        return Containerizer.to(TarImage.at(file).named("fanfare:" + Image.version()));
    }

    private static Containerizer toRegistry(String name) throws Exception {
        ImageReference reference = ImageReference.parse(name);
        RegistryImage image = RegistryImage.named(reference);
        return Containerizer.to(image.addCredentialRetriever(
                CredentialRetrieverFactory.forImage(reference, event -> {}).dockerConfig()));
    }

    private ImageMain() {}
}
