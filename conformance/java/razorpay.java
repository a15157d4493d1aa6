// Drives Razorpay's official Java SDK (com.razorpay:razorpay-java) through the life of orders.
import static java.util.Map.of;

import com.razorpay.Customer;
import com.razorpay.Entity;
import com.razorpay.Order;
import com.razorpay.Payment;
import com.razorpay.PaymentLink;
import com.razorpay.RazorpayClient;
import com.razorpay.Refund;
import com.razorpay.Utils;
import java.util.List;
import java.util.Map;
import org.json.JSONObject;

// The SDK's host is a constant, https://api.razorpay.com, so this program runs behind a proxy
// (`https.proxyHost`) that answers for that host, and trusts its certificate
// (`javax.net.ssl.trustStore`): the SDK is not changed. The paths are at the host's root.
final class Driver {
  private static final String UNKNOWN = "The id provided does not exist";
  private static final String SHOP = "https%3A%2F%2Fshop.example%2Fback";
  private static RazorpayClient client;

  public static void main(String[] args) throws Exception {
    client = new RazorpayClient(Report.KEY, Report.SECRET);
    String payment = driveOrder();
    driveRefunds(payment);
    driveCapture();
    driveFailures();
    driveLink();
  }

  private static JSONObject json(Map<String, ?> fields) {
    return new JSONObject(fields);
  }

  private static Order newOrder(Map<String, ?> more) throws Exception {
    JSONObject wish = json(of("amount", 50000, "currency", "INR"));
    more.forEach(wish::put);
    return client.orders.create(wish);
  }

  private static <T extends Entity> Report.Want<T> field(String name, Object value) {
    return Report.want(name, entity -> entity.toJson().opt(name), value);
  }

  private static <T extends Entity> Report.Want<List<T>> size(int count) {
    return Report.want("size", List::size, count);
  }

  private static <T extends Entity> Report.Want<List<T>> first(String id) {
    return Report.want("first id", list -> list.get(0).get("id"), id);
  }

  private static String idOf(Entity entity) {
    return entity == null ? "" : entity.get("id");
  }

  /** The page that a customer who pays by card is brought back to the shop from. */
  private static String payOnPage(String address) throws Exception {
    String card = "method=card&card_number=4111111111111111&card_expiry=12%2F45";
    Report.browse(address, card + "&card_cvv=123&card_name=A+Customer");
    return Report.browse(address + "/bank", "outcome=success").body();
  }

  private static String driveOrder() throws Exception {
    Order order =
        Report.call(
            "orders.create",
            () -> newOrder(of("receipt", "r-1", "notes", of("shop", "7"))),
            field("amount", 50000),
            field("amount_paid", 0),
            field("amount_due", 50000),
            field("currency", "INR"),
            field("receipt", "r-1"),
            field("status", "created"));
    String id = idOf(order);
    Report.call("orders.fetch", () -> client.orders.fetch(id), field("id", id));
    Report.call(
        "orders.edit",
        () -> client.orders.edit(id, json(of("notes", of("a", "b")))),
        field("notes", "{\"a\":\"b\"}"));
    Report.call(
        "orders.fetchAll",
        () -> client.orders.fetchAll(json(of("receipt", "r-1", "count", 5))),
        size(1),
        first(id));
    String form = "key_id=" + Report.KEY + "&order_id=" + id + "&callback_url=" + SHOP;
    var opened =
        Report.call(
            "checkout/embedded, opened by a browser",
            () -> Report.browse(Report.URL + "/v1/checkout/embedded", form),
            Report.want("amount shown", answer -> answer.body().contains("500"), true));
    String page = payOnPage(opened.uri().toString());
    String payment = Report.input(page, "razorpay_payment_id");
    Report.call(
        "Utils.verifyPaymentSignature",
        () -> {
          JSONObject brought = new JSONObject();
          for (String name : List.of("order_id", "payment_id", "signature")) {
            brought.put("razorpay_" + name, Report.input(page, "razorpay_" + name));
          }
          return Utils.verifyPaymentSignature(brought, Report.SECRET);
        },
        Report.want("valid", valid -> valid, true));
    Report.call(
        "orders.fetch (paid)",
        () -> client.orders.fetch(id),
        field("status", "paid"),
        field("amount_paid", 50000));
    Report.call("orders.fetchPayments", () -> client.orders.fetchPayments(id), first(payment));
    Report.call(
        "payments.fetch",
        () -> client.payments.fetch(payment),
        field("status", "captured"),
        field("captured", true),
        field("order_id", id),
        field("amount_refunded", 0));
    Report.call("payments.fetchAll", () -> client.payments.fetchAll(), first(payment));
    Report.call(
        "payments.edit",
        () -> client.payments.edit(payment, json(of("notes", of("k", "v")))),
        field("notes", "{\"k\":\"v\"}"));
    Report.call("payments.fetchPaymentMethods", () -> client.payments.fetchPaymentMethods());
    Report.call("payments.fetchPaymentDowntime", () -> client.payments.fetchPaymentDowntime());
    return payment;
  }

  private static void driveRefunds(String payment) {
    Refund partial =
        Report.call(
            "payments.refund (partial)",
            () -> client.payments.refund(payment, json(of("amount", 10000, "receipt", "f-1"))),
            field("amount", 10000),
            field("payment_id", payment),
            field("receipt", "f-1"));
    Report.call(
        "payments.fetch (partly refunded)",
        () -> client.payments.fetch(payment),
        field("amount_refunded", 10000),
        field("refund_status", "partial"));
    Report.refused(
        "payments.refund (too much)",
        () -> client.payments.refund(payment, json(of("amount", 40001))),
        "The refund amount provided is greater than amount captured");
    Refund rest =
        Report.call(
            "refunds.create (the rest)",
            () -> client.refunds.create(json(of("payment_id", payment))),
            field("amount", 40000));
    Report.control("settle", "{}");
    Report.call(
        "payments.fetch (refunded)",
        () -> client.payments.fetch(payment),
        field("amount_refunded", 50000),
        field("refund_status", "full"),
        field("status", "refunded"));
    Report.call(
        "refunds.fetch",
        () -> client.refunds.fetch(idOf(partial)),
        field("amount", 10000),
        field("status", "processed"));
    Report.call("refunds.fetchAll", () -> client.refunds.fetchAll(), size(2));
    Report.call(
        "refunds.edit",
        () -> client.refunds.edit(idOf(partial), json(of("notes", of("n", "1")))),
        field("notes", "{\"n\":\"1\"}"));
    Report.call(
        "refunds.fetchMultipleRefund", () -> client.refunds.fetchMultipleRefund(payment), size(2));
    Report.call("payments.fetchAllRefunds", () -> client.payments.fetchAllRefunds(payment), size(2));
    Report.call(
        "payments.fetchRefund",
        () -> client.payments.fetchRefund(payment, idOf(rest)),
        field("amount", 40000));
    Report.refused(
        "payments.refund (refunded already)",
        () -> client.payments.refund(payment),
        "The payment has been fully refunded already");
  }

  private static void driveCapture() {
    Order held =
        Report.call(
            "orders.create (manual capture)",
            () -> newOrder(of("payment", of("capture", "manual"))),
            field("status", "created"));
    String waiting = Report.pay(idOf(held), "upi", "");
    Report.call(
        "payments.fetch (authorized)",
        () -> client.payments.fetch(waiting),
        field("status", "authorized"),
        field("captured", false));
    Report.refused(
        "payments.capture (another amount)",
        () -> client.payments.capture(waiting, json(of("amount", 100))),
        "Capture amount must be equal to the amount authorized");
    JSONObject whole = json(of("amount", 50000, "currency", "INR"));
    Report.call(
        "payments.capture",
        () -> client.payments.capture(waiting, whole),
        field("status", "captured"),
        field("captured", true));
    Report.refused(
        "payments.capture (again)",
        () -> client.payments.capture(waiting, whole),
        "This payment has already been captured");
    Customer customer =
        Report.call(
            "customers.create",
            () -> client.customers.create(json(of("name", "Asha", "email", "asha@example.com"))),
            field("name", "Asha"));
    Report.call(
        "customers.fetch",
        () -> client.customers.fetch(idOf(customer)),
        field("email", "asha@example.com"));
    Report.call(
        "customers.edit",
        () -> client.customers.edit(idOf(customer), json(of("name", "Asha B"))),
        field("name", "Asha B"));
  }

  private static void driveFailures() throws Exception {
    Order unlucky =
        Report.call(
            "orders.create (payment_capture)",
            () -> newOrder(of("payment_capture", 1)),
            field("status", "created"));
    String failed = Report.pay(idOf(unlucky), "upi", "failure");
    Report.call(
        "payments.fetch (failed)", () -> client.payments.fetch(failed), field("status", "failed"));
    Report.refused(
        "orders.create (amount too small)",
        () -> newOrder(of("amount", 99)),
        "BAD_REQUEST_ERROR:The amount must be at least INR 1.00");
    Report.refused(
        "orders.fetch (unknown)", () -> client.orders.fetch("order_00000000000000"), UNKNOWN);
    Report.refused(
        "payments.fetch (unknown)", () -> client.payments.fetch("pay_00000000000000"), UNKNOWN);
    Report.refused(
        "refunds.fetch (unknown)", () -> client.refunds.fetch("rfnd_00000000000000"), UNKNOWN);
    RazorpayClient stranger = new RazorpayClient(Report.KEY, "wrong");
    Report.refused(
        "orders.fetchAll (wrong secret)",
        () -> stranger.orders.fetchAll(),
        "Authentication failed");
  }

  private static void driveLink() throws Exception {
    PaymentLink link =
        Report.call(
            "paymentLink.create",
            () -> client.paymentLink.create(json(of("amount", 100, "reference_id", "l-1"))),
            field("status", "created"),
            field("reference_id", "l-1"));
    String id = idOf(link);
    Report.call("paymentLink.fetch", () -> client.paymentLink.fetch(id), field("amount_paid", 0));
    Report.call(
        "paymentLink.edit",
        () -> client.paymentLink.edit(id, json(of("reference_id", "l-2"))),
        field("reference_id", "l-2"));
    Report.call("paymentLink.cancel", () -> client.paymentLink.cancel(id), field("status", "cancelled"));
    Report.refused(
        "paymentLink.cancel (again)",
        () -> client.paymentLink.cancel(id),
        "cannot cancel or expire a cancelled link");
  }
}
