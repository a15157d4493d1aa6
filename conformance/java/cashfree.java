// Drives Cashfree's Java SDK (com.cashfree.pg.java:cashfree_pg) through the life of orders.
import com.cashfree.pg.Cashfree;
import com.cashfree.pg.model.CreateOrderRequest;
import com.cashfree.pg.model.CustomerDetails;
import com.cashfree.pg.model.OrderCreateRefundRequest;
import com.cashfree.pg.model.OrderEntity;
import com.cashfree.pg.model.PaymentEntity;
import com.cashfree.pg.model.RefundEntity;
import com.cashfree.pg.model.TerminateOrderRequest;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

final class Driver {
  // The SDK's host is a literal, which leads here under `dubash run`. Else each method takes an
  // OkHttpClient: its interceptor sends the calls here, below the documented base.
  private static final HttpUrl HERE = HttpUrl.get(Report.URL);
  private static final OkHttpClient THROUGH =
      System.getenv("DUBASH_RUN_PORT") != null
          ? null
          : new OkHttpClient.Builder()
              .addInterceptor(
                  chain -> {
                    HttpUrl asked = chain.request().url();
                    String path = asked.encodedPath().replaceFirst("^/pg", "/api/v2/pg/via/cashfree");
                    HttpUrl sent =
                        HERE.newBuilder().encodedPath(path).encodedQuery(asked.encodedQuery()).build();
                    return chain.proceed(chain.request().newBuilder().url(sent).build());
                  })
              .proxy(java.net.Proxy.NO_PROXY)
              .build();
  private static final Cashfree CLIENT = newClient(Report.SECRET);

  public static void main(String[] args) {
    driveOrder();
    driveRefunds();
    driveRest();
  }

  private static Cashfree newClient(String secret) {
    return new Cashfree(Cashfree.SANDBOX, Report.KEY, secret, null, null, null);
  }

  private static OrderEntity newOrder(String name, double amount) throws Exception {
    CustomerDetails who = new CustomerDetails();
    who.setCustomerId("c_1");
    who.setCustomerPhone("9876543210");
    CreateOrderRequest wish = new CreateOrderRequest();
    wish.setOrderId(name);
    wish.setOrderAmount(amount);
    wish.setOrderCurrency("INR");
    wish.setCustomerDetails(who);
    return CLIENT.PGCreateOrder(wish, null, null, THROUGH).getData();
  }

  private static OrderEntity fetch(String name) throws Exception {
    return CLIENT.PGFetchOrder(name, null, null, THROUGH).getData();
  }

  private static List<PaymentEntity> payments(String name) throws Exception {
    return CLIENT.PGOrderFetchPayments(name, null, null, THROUGH).getData();
  }

  private static RefundEntity refund(String order, String name, double amount) throws Exception {
    OrderCreateRefundRequest wish = new OrderCreateRefundRequest();
    wish.setRefundId(name);
    wish.setRefundAmount(amount);
    wish.setRefundNote("a return");
    return CLIENT.PGOrderCreateRefund(order, wish, null, null, THROUGH).getData();
  }

  private static Report.Want<OrderEntity> status(String word) {
    return Report.want("order_status", OrderEntity::getOrderStatus, word);
  }

  private static void driveOrder() {
    Report.call(
        "PGCreateOrder",
        () -> newOrder("order_a", 500.5),
        status("ACTIVE"),
        Report.want("order_amount", order -> order.getOrderAmount().doubleValue(), 500.5),
        Report.want("session", order -> order.getPaymentSessionId().startsWith("session_"), true));
    Report.call("PGFetchOrder", () -> fetch("order_a"), status("ACTIVE"));
    Report.call(
        "PGOrderFetchPayments (none)",
        () -> payments("order_a"),
        Report.want("size", List::size, 0));
    Report.refused(
        "PGOrderCreateRefund (not paid)", () -> refund("order_a", "f_0", 1), "order_id_not_paid");
    Report.pay("order_a", "upi", "");
    Report.call("PGFetchOrder (paid)", () -> fetch("order_a"), status("PAID"));
    List<PaymentEntity> paid =
        Report.call(
            "PGOrderFetchPayments",
            () -> payments("order_a"),
            Report.want("status", all -> all.get(0).getPaymentStatus().getValue(), "SUCCESS"),
            Report.want("amount", all -> all.get(0).getPaymentAmount().doubleValue(), 500.5),
            Report.want("group", all -> all.get(0).getPaymentGroup(), "upi"));
    String number = paid == null ? "" : paid.get(0).getCfPaymentId();
    Report.call(
        "PGOrderFetchPayment",
        () -> CLIENT.PGOrderFetchPayment("order_a", number, null, null, THROUGH).getData(),
        Report.want("cf_payment_id", PaymentEntity::getCfPaymentId, number));
  }

  private static void driveRefunds() {
    Report.call(
        "PGOrderCreateRefund (partial)",
        () -> refund("order_a", "f_1", 100.25),
        Report.want("refund_status", made -> made.getRefundStatus().getValue(), "PENDING"),
        Report.want("refund_amount", made -> made.getRefundAmount().doubleValue(), 100.25));
    Report.refused(
        "PGOrderCreateRefund (same refund_id)",
        () -> refund("order_a", "f_1", 100.25),
        "refund_id");
    Report.refused(
        "PGOrderCreateRefund (too much)",
        () -> refund("order_a", "f_9", 400.26),
        "refund_post_failed");
    Report.call(
        "PGOrderCreateRefund (the rest)",
        () -> refund("order_a", "f_2", 400.25),
        Report.want("refund_amount", made -> made.getRefundAmount().doubleValue(), 400.25));
    Report.control("settle", "{}");
    Report.call(
        "PGOrderFetchRefund",
        () -> CLIENT.PGOrderFetchRefund("order_a", "f_1", null, null, THROUGH).getData(),
        Report.want("refund_status", found -> found.getRefundStatus().getValue(), "SUCCESS"));
    Report.call(
        "PGOrderFetchRefunds",
        () -> CLIENT.PGOrderFetchRefunds("order_a", null, null, THROUGH).getData(),
        Report.want("size", List::size, 2));
    Report.refused(
        "PGOrderFetchRefund (unknown)",
        () -> CLIENT.PGOrderFetchRefund("order_a", "f_x", null, null, THROUGH),
        "refund_not_found");
  }

  private static void driveRest() {
    Report.call("PGCreateOrder (another)", () -> newOrder("order_b", 10), status("ACTIVE"));
    Report.pay("order_b", "upi", "failure");
    Report.call(
        "PGOrderFetchPayments (failed)",
        () -> payments("order_b"),
        Report.want("status", all -> all.get(0).getPaymentStatus().getValue(), "FAILED"));
    TerminateOrderRequest wish = new TerminateOrderRequest();
    wish.setOrderStatus("TERMINATED");
    Report.call(
        "PGTerminateOrder",
        () -> CLIENT.PGTerminateOrder("order_b", wish, null, null, THROUGH).getData(),
        status("TERMINATED"));
    Report.refused(
        "PGCreateOrder (same order_id)", () -> newOrder("order_a", 500.5), "order_already_exists");
    Report.refused("PGCreateOrder (amount)", () -> newOrder("order_z", -5), "order_amount");
    Report.refused("PGFetchOrder (unknown)", () -> fetch("order_x"), "order_not_found");
    Report.refused(
        "PGFetchOrder (wrong secret)",
        () -> newClient("wrong").PGFetchOrder("order_a", null, null, THROUGH),
        "authentication Failed");
  }
}
