"""Drives Razorpay's official Python SDK (PyPI `razorpay`) through the life of orders."""
import razorpay

from report import KEY, SECRET, URL, beyond, browse, call, control, fields, pay, refused

# The SDK takes another base URL in its constructor. The short root is one of the three places.
BASE = f"{URL}/razorpay"
client = razorpay.Client(auth=(KEY, SECRET), base_url=BASE)
stranger = razorpay.Client(auth=(KEY, "wrong"), base_url=BASE)
RUPEES_500 = {"amount": 50000, "currency": "INR"}
UNKNOWN = "The id provided does not exist"
NO_URL = "The requested URL was not found on the server."


def new_order(**more):
    return client.order.create({**RUPEES_500, **more})


order = call(
    "orders.create",
    lambda: new_order(receipt="r-1", notes={"shop": "7"}),
    entity="order", amount=50000, amount_paid=0, amount_due=50000, currency="INR", receipt="r-1",
    status="created", attempts=0, notes={"shop": "7"}, created_at=lambda at: isinstance(at, int),
)
call("orders.fetch", lambda: client.order.fetch(order["id"]), id=order and order["id"])
call("orders.edit", lambda: client.order.edit(order["id"], {"notes": {"a": "b"}}), notes={"a": "b"})
call("orders.all", lambda: client.order.all({"receipt": "r-1"}), entity="collection", count=1,
     items__0__receipt="r-1")
call("orders.all (count, skip)", lambda: client.order.all({"count": 1, "skip": 1}), count=0)



def open_page():
    """The hosted checkout, as a customer's browser opens it from the shop's form."""
    address, page = browse(f"{BASE}/v1/checkout/embedded", {
        "key_id": KEY, "order_id": order["id"], "callback_url": "https://shop.example/back"})
    return {"address": address, "page": page}


def pay_on_page(address):
    """What the browser of a customer who pays by card on the page brings back to the shop."""
    browse(address, {"method": "card", "card_number": "4111111111111111", "card_expiry": "12/45",
                     "card_cvv": "123", "card_name": "A Customer"})
    _, page = browse(f"{address}/bank", {"outcome": "success"})
    return fields(page)


def verified(changed):
    """What the browser brought back, in the SDK's own verifier."""
    return {"valid": client.utility.verify_payment_signature({**brought, **changed})}


opened = call("checkout/embedded, opened by a browser", open_page,
              page=lambda page: "500" in page)
brought = pay_on_page(opened["address"]) if opened else {}
payment = brought.get("razorpay_payment_id")
call("utility.verify_payment_signature", lambda: verified({}), valid=True)
refused("utility.verify_payment_signature (another payment)",
        lambda: verified({"razorpay_payment_id": "pay_00000000000000"}), "SignatureVerification")
call("orders.fetch (paid)", lambda: client.order.fetch(order["id"]), status="paid",
     amount_paid=50000, amount_due=0, attempts=1)
call("orders.payments", lambda: client.order.payments(order["id"]), count=1, items__0__id=payment)
call("orders.all (expand payments)", lambda: client.order.all({"expand[]": "payments"}),
     items__0__payments__items__0__id=payment)
call("payments.fetch", lambda: client.payment.fetch(payment), entity="payment", amount=50000,
     status="captured", captured=True, method="card", order_id=order and order["id"],
     amount_refunded=0, refund_status=None, international=False, error_code=None)
call("payments.fetch (expand card)", lambda: client.payment.fetch(payment, {"expand[]": "card"}),
     card__entity="card")
call("payments.all", lambda: client.payment.all({"count": 5}), count=1, items__0__id=payment)
call("payments.fetchCardDetails", lambda: client.payment.fetchCardDetails(payment), entity="card")
call("payments.edit", lambda: client.payment.edit(payment, {"notes": {"k": "v"}}), notes={"k": "v"})

partial = call(
    "payments.refund (partial)",
    lambda: client.payment.refund(payment, {"amount": 10000, "receipt": "f-1"}),
    entity="refund", amount=10000, payment_id=payment, currency="INR", receipt="f-1",
    status=lambda status: status in ("pending", "processed"),
)
call("payments.fetch (partly refunded)", lambda: client.payment.fetch(payment),
     amount_refunded=10000, refund_status="partial", status="captured")
refused("refunds.create (too much)",
        lambda: client.refund.create({"payment_id": payment, "amount": 40001}),
        "BadRequestError", "The refund amount provided is greater than amount captured")
rest = call("refunds.create (the rest)", lambda: client.refund.create({"payment_id": payment}),
            amount=40000, payment_id=payment)
control("settle")
call("payments.fetch (refunded)", lambda: client.payment.fetch(payment),
     amount_refunded=50000, refund_status="full", status="refunded")
call("refunds.fetch", lambda: client.refund.fetch(partial["id"]), amount=10000, status="processed")
call("refunds.all", lambda: client.refund.all({"count": 10}), count=2)
call("refunds.edit", lambda: client.refund.edit(partial["id"], {"notes": {"n": "1"}}),
     notes={"n": "1"})
call("payments.fetch_multiple_refund", lambda: client.payment.fetch_multiple_refund(payment),
     count=2)
call("payments.fetch_refund_id", lambda: client.payment.fetch_refund_id(payment, rest["id"]),
     id=rest and rest["id"])
refused("payments.refund (refunded already)", lambda: client.payment.refund(payment, {}),
        "BadRequestError", "The payment has been fully refunded already")
call("orders.fetch (stays paid)", lambda: client.order.fetch(order["id"]), status="paid")

held = call("orders.create (manual capture)", lambda: new_order(payment={"capture": "manual"}))
waiting = pay(held["id"], "upi")["id"] if held else None
call("payments.fetch (authorized)", lambda: client.payment.fetch(waiting), status="authorized",
     captured=False)
refused("payments.capture (another amount)", lambda: client.payment.capture(waiting, 100, {}),
        "BadRequestError", "Capture amount must be equal to the amount authorized")
call("payments.capture", lambda: client.payment.capture(waiting, 50000, {"currency": "INR"}),
     status="captured", captured=True)
refused("payments.capture (again)", lambda: client.payment.capture(waiting, 50000, {}),
        "BadRequestError", "This payment has already been captured")

unlucky = call("orders.create (payment_capture)", lambda: new_order(payment_capture=1), notes=[])
failed = pay(unlucky["id"], "upi", outcome="failure")["id"] if unlucky else None
call("payments.fetch (failed)", lambda: client.payment.fetch(failed), status="failed",
     captured=False, error_code=lambda code: code in ("BAD_REQUEST_ERROR", "GATEWAY_ERROR"),
     error_description=bool)
call("orders.fetch (attempted)", lambda: client.order.fetch(unlucky["id"]), status="attempted")
refused("payments.refund (failed payment)", lambda: client.payment.refund(failed, {}),
        "BadRequestError", "The payment status should be captured for action to be taken")

customer = call("customers.create",
                lambda: client.customer.create({"name": "Asha", "email": "asha@example.com"}),
                entity="customer", name="Asha", id=lambda name: name.startswith("cust_"))
call("customers.fetch", lambda: client.customer.fetch(customer["id"]), email="asha@example.com")
call("customers.edit", lambda: client.customer.edit(customer["id"], {"name": "Asha B"}),
     name="Asha B")
call("payments.fetchPaymentMethods", client.payment.fetchPaymentMethods, entity="methods")
call("payments.fetchDownTime", client.payment.fetchDownTime, entity="collection")

link = call("payment_link.create",
            lambda: client.payment_link.create({"amount": 100, "reference_id": "l-1"}),
            status="created", reference_id="l-1", short_url=bool)
call("payment_link.fetch", lambda: client.payment_link.fetch(link["id"]), amount_paid=0)
call("payment_link.edit", lambda: client.payment_link.edit(link["id"], {"reference_id": "l-2"}),
     reference_id="l-2")
call("payment_link.all", lambda: client.payment_link.all({"reference_id": "l-2"}),
     payment_links=bool)
call("payment_link.notifyBy", lambda: client.payment_link.notifyBy(link["id"], "email"),
     success=True)
call("payment_link.cancel", lambda: client.payment_link.cancel(link["id"]), status="cancelled")
refused("payment_link.cancel (again)", lambda: client.payment_link.cancel(link["id"]),
        "BadRequestError", "cannot cancel or expire a cancelled link")

refused("orders.create (amount too small)", lambda: new_order(amount=99), "BadRequestError",
        "The amount must be at least INR 1.00")
refused("orders.create (receipt too long)", lambda: new_order(receipt="r" * 41),
        "BadRequestError", "receipt: the length must be no more than 40.")
refused("orders.fetch (unknown)", lambda: client.order.fetch("order_00000000000000"),
        "BadRequestError", UNKNOWN)
refused("payments.fetch (unknown)", lambda: client.payment.fetch("pay_00000000000000"),
        "BadRequestError", UNKNOWN)
refused("refunds.fetch (unknown)", lambda: client.refund.fetch("rfnd_00000000000000"),
        "BadRequestError", UNKNOWN)
refused("orders.all (wrong count)", lambda: client.order.all({"count": 101}), "BadRequestError",
        "The count may not be greater than 100.")
refused("orders.create (wrong secret)", lambda: stranger.order.create(RUPEES_500),
        "BadRequestError", "Authentication failed")

beyond("qrcode.create", lambda: client.qrcode.create({"type": "upi_qr"}), NO_URL)
beyond("subscription.create", lambda: client.subscription.create({"plan_id": "plan_1"}), NO_URL)
beyond("payments.transfer", lambda: client.payment.transfer(payment, {"transfers": []}), NO_URL)
