// What the Java drivers share: runs an SDK's calls and prints how each went, one line a call.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.function.Function;
import java.util.regex.Pattern;

final class Report {
  static final String URL = System.getenv("DUBASH_URL");
  static final String KEY = System.getenv("DUBASH_KEY");
  static final String SECRET = System.getenv("DUBASH_SECRET");

  interface Act<T> {
    T run() throws Exception;
  }

  /** One expectation: what to read from a result, and the value that it must have. */
  record Want<T>(String field, Function<T, Object> read, Object value) {}

  static <T> Want<T> want(String field, Function<T, Object> read, Object value) {
    return new Want<>(field, read, value);
  }

  static void say(String name, String verdict, String detail) {
    String text = String.valueOf(detail).replaceAll("\\s+", " ").trim();
    String shown = text.substring(0, Math.min(text.length(), 300));
    System.out.println(String.join("\t", "call", name, verdict, shown));
  }

  @SafeVarargs
  static <T> T call(String name, Act<T> act, Want<T>... expected) {
    try {
      T result = act.run();
      for (Want<T> want : expected) {
        Object found = want.read().apply(result);
        if (!String.valueOf(want.value()).equals(String.valueOf(found))) {
          say(name, "differs", want.field() + " is " + found + ", not " + want.value());
          return result;
        }
      }
      say(name, "works", "");
      return result;
    } catch (Exception error) {
      say(name, "differs", describe(error));
      return null;
    }
  }

  static void refused(String name, Act<?> act, String... words) {
    try {
      say(name, "differs", "was not refused: " + act.run());
    } catch (Exception error) {
      String text = describe(error);
      for (String word : words) {
        if (!text.contains(word)) {
          say(name, "differs", text);
          return;
        }
      }
      say(name, "works", "");
    }
  }

  /** A call outside what we promise: it may be refused as the gateway refuses an unknown URL. */
  static void beyond(String name, Act<?> act, String word) {
    try {
      act.run();
      say(name, "works", "");
    } catch (Exception error) {
      boolean known = describe(error).contains(word);
      say(name, known ? "not supported" : "differs", known ? "" : describe(error));
    }
  }

  private static String describe(Exception error) {
    String more = "";
    try {
      more = " " + error.getClass().getMethod("getResponseBody").invoke(error);
    } catch (ReflectiveOperationException none) {
      // Only Cashfree's exceptions carry the body.
    }
    return error.getClass().getSimpleName() + ": " + error.getMessage() + more;
  }

  /** One of Dubash's test controls; the answer as text. */
  static String control(String path, String body) {
    String proof = Base64.getEncoder().encodeToString((KEY + ":" + SECRET).getBytes());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(URL + "/sandbox/" + path))
            .header("authorization", "Basic " + proof)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    try {
      HttpResponse<String> answer = send(request);
      if (answer.statusCode() != 200) say("/sandbox/" + path, "differs", answer.body());
      return answer.body();
    } catch (Exception error) {
      say("/sandbox/" + path, "differs", describe(error));
      return "";
    }
  }

  /** What a browser gets that opens a page or, with a form, sends it. */
  static HttpResponse<String> browse(String address, String form) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    if (form != null) {
      request.header("content-type", "application/x-www-form-urlencoded");
      request.POST(HttpRequest.BodyPublishers.ofString(form));
    }
    return send(request);
  }

  /** The value of one input of a page's form. */
  static String input(String page, String name) {
    var tag = Pattern.compile("<input[^>]*name=\"" + name + "\"[^>]*>").matcher(page);
    if (!tag.find()) return "";
    var value = Pattern.compile("value=\"([^\"]*)\"").matcher(tag.group());
    return value.find() ? value.group(1) : "";
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    // Its own client: it must not go through the proxy that stands in for the gateways.
    HttpClient direct =
        HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    return direct.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Pays an order as its customer; the payment's id. The outcome may be empty. */
  static String pay(String order, String method, String outcome) {
    String wish = outcome.isEmpty() ? "" : ",\"outcome\":\"" + outcome + "\"";
    String body = "{\"order\":\"" + order + "\",\"method\":\"" + method + "\"" + wish + "}";
    var found = Pattern.compile("\"id\":\"(pay_[0-9A-Za-z]+)\"").matcher(control("pay", body));
    return found.find() ? found.group(1) : "";
  }
}
