package im.fanfare.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Function;

/** Asks a server of ours how it is. */
public final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Http() {}

    /** What is made of the answer; or why there is none. */
    public static String get(URI address, Function<HttpResponse<String>, String> reading) {
        return ask(HttpRequest.newBuilder(address).build(), reading);
    }

    /** The same of what is to be done; nothing is sent but the address. */
    public static String post(URI address, Function<HttpResponse<String>, String> reading) {
        return ask(
                HttpRequest.newBuilder(address)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                reading);
    }

    private static String ask(HttpRequest request, Function<HttpResponse<String>, String> reading) {
        try {
            return reading.apply(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }
}
