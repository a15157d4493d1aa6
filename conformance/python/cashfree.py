"""Drives Cashfree's official Python SDK (PyPI `cashfree-pg`, 3 to 6) through the life of orders."""
import inspect
import os

from cashfree_pg import api_client
from cashfree_pg.api_client import Cashfree
from cashfree_pg.models.create_order_request import CreateOrderRequest
from cashfree_pg.models.customer_details import CustomerDetails
from cashfree_pg.models.order_create_refund_request import OrderCreateRefundRequest

from report import KEY, SECRET, URL, beyond, call, control, pay, refused, say

MAJOR = int(os.environ["SDK_VERSION"].split(".")[0])
API_VERSION = {3: "2022-09-01", 4: "2023-08-01", 5: "2025-01-01", 6: "2026-01-01"}[MAJOR]

# The SDK has no setting for its host: each method makes `Configuration(host=…)` from a literal.
# Under `dubash run` that leads here. Else its users replace the name at run time; no file of the SDK
# is changed.
class Configuration(api_client.Configuration):
    def __init__(self, host):
        super().__init__(host=f"{URL}/cashfree/pg")


if "DUBASH_RUN_PORT" not in os.environ:
    api_client.Configuration = Configuration


def client(secret):
    """Versions 5 and 6 are made with their credentials; the earlier ones keep them in the class."""
    made = Cashfree(Cashfree.SANDBOX, KEY, secret) if MAJOR >= 5 else Cashfree()
    made.XClientId = Cashfree.XClientId = KEY
    made.XClientSecret = Cashfree.XClientSecret = secret
    return made


def ask(method, *arguments, secret=SECRET):
    """Calls the SDK; versions that take the API's version with each call get it first."""
    act = getattr(client(secret), method)
    if "x_api_version" in inspect.signature(act).parameters:
        arguments = (API_VERSION, *arguments)
    return act(*arguments).data


def new_order(name, amount=500.5, currency="INR", **more):
    who = CustomerDetails(customer_id="c_1", customer_phone="9876543210")
    return ask("PGCreateOrder", CreateOrderRequest(
        order_id=name, order_amount=amount, order_currency=currency, customer_details=who, **more))


def refund(order, name, amount):
    wish = OrderCreateRefundRequest(refund_amount=amount, refund_id=name, refund_note="a return")
    return ask("PGOrderCreateRefund", order, wish)


numbers = (int,) if MAJOR == 3 else (str,)  # ids became texts with 2023-08-01
call("PGCreateOrder", lambda: new_order("order_a", order_tags={"shop": "7"}), order_id="order_a",
     entity="order", order_amount=500.5, order_currency="INR", order_status="ACTIVE",
     cf_order_id=lambda name: isinstance(name, numbers), order_tags={"shop": "7"},
     payment_session_id=lambda name: name.startswith("session_"),
     customer_details__customer_id="c_1")
call("PGFetchOrder", lambda: ask("PGFetchOrder", "order_a"), order_id="order_a",
     order_status="ACTIVE")
call("PGOrderFetchPayments (none)", lambda: {"all": ask("PGOrderFetchPayments", "order_a")}, all=[])
refused("PGOrderCreateRefund (not paid)", lambda: refund("order_a", "f_0", 1.0), "(400)")

pay("order_a", "upi")
call("PGFetchOrder (paid)", lambda: ask("PGFetchOrder", "order_a"), order_status="PAID")
paid = call("PGOrderFetchPayments", lambda: ask("PGOrderFetchPayments", "order_a")[0],
            order_id="order_a", payment_status="SUCCESS", payment_amount=500.5, entity="payment",
            payment_currency="INR", payment_group="upi", is_captured=True,
            cf_payment_id=lambda name: isinstance(name, numbers))
call("PGOrderFetchPayment",
     lambda: ask("PGOrderFetchPayment", "order_a", str(paid.cf_payment_id)),
     cf_payment_id=paid and paid.cf_payment_id, payment_status="SUCCESS")

call("PGOrderCreateRefund (partial)", lambda: refund("order_a", "f_1", 100.25), refund_id="f_1",
     order_id="order_a", refund_amount=100.25, refund_currency="INR", refund_status="PENDING",
     entity="refund", refund_note="a return", cf_payment_id=paid and paid.cf_payment_id,
     cf_refund_id=lambda name: isinstance(name, str))
refused("PGOrderCreateRefund (same refund_id)", lambda: refund("order_a", "f_1", 100.25), "(400)",
        "refund_id")
refused("PGOrderCreateRefund (too much)", lambda: refund("order_a", "f_9", 400.26), "(400)",
        "refund_post_failed")
call("PGOrderCreateRefund (the rest)", lambda: refund("order_a", "f_2", 400.25),
     refund_amount=400.25)
control("settle")
call("PGOrderFetchRefund", lambda: ask("PGOrderFetchRefund", "order_a", "f_1"),
     refund_status="SUCCESS", refund_amount=100.25, refund_arn=bool)
call("PGOrderFetchRefunds", lambda: {"all": ask("PGOrderFetchRefunds", "order_a")},
     all=lambda found: sorted(one.refund_id for one in found) == ["f_1", "f_2"])
refused("PGOrderFetchSettlement (not settled)", lambda: ask("PGOrderFetchSettlement", "order_a"),
        "(404)")

call("PGCreateOrder (another)", lambda: new_order("order_b"), order_id="order_b")
pay("order_b", "upi", outcome="failure")
call("PGOrderFetchPayments (failed)", lambda: ask("PGOrderFetchPayments", "order_b")[0],
     payment_status="FAILED", error_details__error_code=bool)
call("PGFetchOrder (stays active)", lambda: ask("PGFetchOrder", "order_b"), order_status="ACTIVE")

if MAJOR >= 4:
    from cashfree_pg.models.terminate_order_request import TerminateOrderRequest
    wish = TerminateOrderRequest(order_status="TERMINATED")
    call("PGTerminateOrder", lambda: ask("PGTerminateOrder", "order_b", wish),
         order_status="TERMINATED")
else:
    say("PGTerminateOrder", "not supported", "the SDK has it since 2023-08-01")


def pay_order(name, rail, values):
    """PGPayOrder with the models of one rail: UPI, net banking or card."""
    from cashfree_pg import models
    from cashfree_pg.models.pay_order_request import PayOrderRequest
    from cashfree_pg.models.pay_order_request_payment_method import PayOrderRequestPaymentMethod
    method, field, inside = {
        "upi": ("UPIPaymentMethod", "upi", "Upi"),
        "card": ("CardPaymentMethod", "card", "Card"),
        "netbanking": ("NetBankingPaymentMethod", "netbanking", "Netbanking"),
    }[rail]
    filled = getattr(models, method)(**{field: getattr(models, inside)(**values)})
    session = new_order(name).payment_session_id
    wish = PayOrderRequest(payment_session_id=session,
                           payment_method=PayOrderRequestPaymentMethod(filled))
    return ask("PGPayOrder", wish)


call("PGPayOrder (upi link)", lambda: pay_order("order_u", "upi", {"channel": "link"}),
     payment_amount=500.5, channel="link", cf_payment_id=bool)
call("PGPayOrder (upi collect)",
     lambda: pay_order("order_v", "upi", {"channel": "collect", "upi_id": "success@upi"}),
     channel="collect", action="custom")
call("PGPayOrder (netbanking)",
     lambda: pay_order("order_n", "netbanking",
                       {"channel": "link", "netbanking_bank_code": 3333}),
     channel="link", action="link", data__url=lambda url: url.startswith("http"))

refused("PGCreateOrder (same order_id)", lambda: new_order("order_a"), "(409)",
        "order_already_exists")
# The SDK itself refuses a wrong amount; an unknown currency reaches the server.
refused("PGCreateOrder (currency)", lambda: new_order("order_z", currency="INaR"), "(400)",
        "order_currency_invalid")
refused("PGFetchOrder (unknown)", lambda: ask("PGFetchOrder", "order_x"), "(404)",
        "order_not_found")
refused("PGOrderFetchRefund (unknown)", lambda: ask("PGOrderFetchRefund", "order_a", "f_x"),
        "(404)")
refused("PGFetchOrder (wrong secret)", lambda: ask("PGFetchOrder", "order_a", secret="wrong"),
        "(401)", "authentication Failed")


def new_link():
    from cashfree_pg.models.create_link_request import CreateLinkRequest
    from cashfree_pg.models.link_customer_details_entity import LinkCustomerDetailsEntity
    who = LinkCustomerDetailsEntity(customer_phone="9876543210")
    return ask("PGCreateLink", CreateLinkRequest(
        link_id="l_1", link_amount=10.0, link_currency="INR", link_purpose="a test",
        customer_details=who))


beyond("PGCreateLink", new_link, "bad URL")
