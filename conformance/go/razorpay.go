// Drives Razorpay's official Go SDK (github.com/razorpay/razorpay-go) through the life of orders.
package main

import (
	"net/url"
	"strings"

	razorpay "github.com/razorpay/razorpay-go"
	"github.com/razorpay/razorpay-go/utils"
)

type data = map[string]interface{}

const unknown = "The id provided does not exist"

func newClient(secret string) *razorpay.Client {
	client := razorpay.NewClient(key, secret)
	// The field is public; the documented base is one of the three places.
	client.Request.BaseURL = baseURL + "/api/v2/order/via/rzp"
	return client
}

var client = newClient(secret)

func newOrder(more data) (any, error) {
	wish := data{"amount": 50000, "currency": "INR"}
	for name, value := range more {
		wish[name] = value
	}
	return client.Order.Create(wish, nil)
}

func main() {
	payment := driveOrder()
	driveRefunds(payment)
	driveCapture()
	driveFailures()
	driveLink()
}

// payOnPage is what the browser of a customer who pays by card on the page brings back to the shop.
func payOnPage(address string) (url.Values, error) {
	card := url.Values{"method": {"card"}, "card_number": {"4111111111111111"},
		"card_expiry": {"12/45"}, "card_cvv": {"123"}, "card_name": {"A Customer"}}
	if _, _, err := browse(address, card); err != nil {
		return nil, err
	}
	_, page, err := browse(address+"/bank", url.Values{"outcome": {"success"}})
	return fields(page), err
}

func driveOrder() string {
	order := call("Order.Create", func() (any, error) {
		return newOrder(data{"receipt": "r-1", "notes": data{"shop": "7"}})
	}, want{"entity": "order", "amount": 50000, "amount_paid": 0, "amount_due": 50000,
		"currency": "INR", "receipt": "r-1", "status": "created", "notes": data{"shop": "7"}})
	id := text(order, "id")
	fetch := func() (any, error) { return client.Order.Fetch(id, nil, nil) }
	call("Order.Fetch", fetch, want{"id": id})
	call("Order.Update", func() (any, error) {
		return client.Order.Update(id, data{"notes": data{"a": "b"}}, nil)
	}, want{"notes": data{"a": "b"}})
	call("Order.All", func() (any, error) {
		return client.Order.All(data{"receipt": "r-1", "count": 5}, nil)
	}, want{"count": 1, "items.0.id": id})
	opened := call("checkout/embedded, opened by a browser", func() (any, error) {
		address, page, err := browse(client.Request.BaseURL+"/v1/checkout/embedded", url.Values{
			"key_id": {key}, "order_id": {id}, "callback_url": {"https://shop.example/back"}})
		return data{"address": address, "shown": strings.Contains(page, "500")}, err
	}, want{"shown": true})
	brought, err := payOnPage(text(opened, "address"))
	payment := brought.Get("razorpay_payment_id")
	call("utils.VerifyPaymentSignature", func() (any, error) {
		names := data{
			"razorpay_order_id":   brought.Get("razorpay_order_id"),
			"razorpay_payment_id": brought.Get("razorpay_payment_id"),
		}
		signature := brought.Get("razorpay_signature")
		return data{"valid": utils.VerifyPaymentSignature(names, signature, secret)}, err
	}, want{"valid": true})
	call("Order.Fetch (paid)", fetch, want{"status": "paid", "amount_paid": 50000, "amount_due": 0})
	call("Order.Payments", func() (any, error) {
		return client.Order.Payments(id, nil, nil)
	}, want{"count": 1, "items.0.id": payment})
	call("Order.All (expand payments)", func() (any, error) {
		return client.Order.All(data{"expand[]": []string{"payments", "payments.card"}}, nil)
	}, want{"items.0.payments.items.0.id": payment})
	call("Payment.Fetch", func() (any, error) { return client.Payment.Fetch(payment, nil, nil) },
		want{"status": "captured", "captured": true, "method": "card", "order_id": id,
			"amount_refunded": 0, "refund_status": nil})
	call("Payment.All", func() (any, error) { return client.Payment.All(nil, nil) },
		want{"entity": "collection", "count": 1})
	call("Payment.FetchCardDetails", func() (any, error) {
		return client.Payment.FetchCardDetails(payment, nil, nil)
	}, want{"entity": "card"})
	call("Payment.Edit", func() (any, error) {
		return client.Payment.Edit(payment, data{"notes": data{"k": "v"}}, nil)
	}, want{"notes": data{"k": "v"}})
	call("Payment.FetchMethods", func() (any, error) {
		return client.Payment.FetchMethods(nil, nil)
	}, want{"entity": "methods"})
	call("Payment.FetchPaymentDowntime", func() (any, error) {
		return client.Payment.FetchPaymentDowntime(nil, nil)
	}, want{"entity": "collection"})
	return payment
}

func driveRefunds(payment string) {
	fetch := func() (any, error) { return client.Payment.Fetch(payment, nil, nil) }
	once := map[string]string{"X-Refund-Idempotency": "refund-key-0001"}
	part := func() (any, error) {
		return client.Payment.Refund(payment, 10000, data{"receipt": "f-1"}, once)
	}
	partial := call("Payment.Refund (partial)", part, want{"entity": "refund", "amount": 10000,
		"payment_id": payment, "receipt": "f-1", "status": oneOf("pending", "processed")})
	id := text(partial, "id")
	call("Payment.Refund (same X-Refund-Idempotency)", part, want{"id": id})
	refused("Payment.Refund (same key, another amount)", func() (any, error) {
		return client.Payment.Refund(payment, 20000, data{}, once)
	}, "Different request with the same idempotency key has already been processed.")
	call("Payment.Fetch (partly refunded)", fetch,
		want{"amount_refunded": 10000, "refund_status": "partial", "status": "captured"})
	refused("Payment.Refund (too much)", func() (any, error) {
		return client.Payment.Refund(payment, 40001, nil, nil)
	}, "BadRequestError", "The refund amount provided is greater than amount captured")
	rest := call("Refund.Create (the rest)", func() (any, error) {
		return client.Refund.Create(data{"payment_id": payment}, nil)
	}, want{"amount": 40000})
	control("settle", data{})
	call("Payment.Fetch (refunded)", fetch,
		want{"amount_refunded": 50000, "refund_status": "full", "status": "refunded"})
	call("Refund.Fetch", func() (any, error) { return client.Refund.Fetch(id, nil, nil) },
		want{"id": id, "status": "processed"})
	call("Refund.All", func() (any, error) { return client.Refund.All(nil, nil) }, want{"count": 2})
	call("Refund.Update", func() (any, error) {
		return client.Refund.Update(id, data{"notes": data{"n": "1"}}, nil)
	}, want{"notes": data{"n": "1"}})
	call("Payment.FetchMultipleRefund", func() (any, error) {
		return client.Payment.FetchMultipleRefund(payment, nil, nil)
	}, want{"count": 2})
	call("Payment.FetchRefund", func() (any, error) {
		return client.Payment.FetchRefund(payment, text(rest, "id"), nil, nil)
	}, want{"amount": 40000})
	refused("Payment.Refund (refunded already)", func() (any, error) {
		return client.Payment.Refund(payment, 100, nil, nil)
	}, "The payment has been fully refunded already")
}

func driveCapture() {
	held := call("Order.Create (manual capture)", func() (any, error) {
		return newOrder(data{"payment": data{"capture": "manual"}})
	}, want{"status": "created", "notes": []any{}})
	waiting := text(pay(text(held, "id"), "upi", ""), "id")
	call("Payment.Fetch (authorized)", func() (any, error) {
		return client.Payment.Fetch(waiting, nil, nil)
	}, want{"status": "authorized", "captured": false})
	capture := func(amount int) func() (any, error) {
		return func() (any, error) { return client.Payment.Capture(waiting, amount, nil, nil) }
	}
	refused("Payment.Capture (another amount)", capture(100),
		"Capture amount must be equal to the amount authorized")
	call("Payment.Capture", capture(50000), want{"status": "captured", "captured": true})
	refused("Payment.Capture (again)", capture(50000), "This payment has already been captured")
	customer := call("Customer.Create", func() (any, error) {
		return client.Customer.Create(data{"name": "Asha", "email": "asha@example.com"}, nil)
	}, want{"entity": "customer", "name": "Asha"})
	id := text(customer, "id")
	call("Customer.Fetch", func() (any, error) { return client.Customer.Fetch(id, nil, nil) },
		want{"email": "asha@example.com"})
	call("Customer.Edit", func() (any, error) {
		return client.Customer.Edit(id, data{"name": "Asha B"}, nil)
	}, want{"name": "Asha B"})
}

func driveFailures() {
	unlucky := call("Order.Create (payment_capture)", func() (any, error) {
		return newOrder(data{"payment_capture": 1})
	}, want{"status": "created"})
	failed := text(pay(text(unlucky, "id"), "upi", "failure"), "id")
	call("Payment.Fetch (failed)", func() (any, error) {
		return client.Payment.Fetch(failed, nil, nil)
	}, want{"status": "failed", "error_code": oneOf("BAD_REQUEST_ERROR", "GATEWAY_ERROR"),
		"error_description": present})
	refused("Order.Create (amount too small)", func() (any, error) {
		return newOrder(data{"amount": 99})
	}, "BadRequestError", "The amount must be at least INR 1.00")
	refused("Order.Fetch (unknown)", func() (any, error) {
		return client.Order.Fetch("order_00000000000000", nil, nil)
	}, "BadRequestError", unknown)
	refused("Payment.Fetch (unknown)", func() (any, error) {
		return client.Payment.Fetch("pay_00000000000000", nil, nil)
	}, "BadRequestError", unknown)
	refused("Refund.Fetch (unknown)", func() (any, error) {
		return client.Refund.Fetch("rfnd_00000000000000", nil, nil)
	}, "BadRequestError", unknown)
	refused("Order.Fetch (wrong secret)", func() (any, error) {
		return newClient("wrong").Order.Fetch("order_00000000000000", nil, nil)
	}, "BadRequestError", "Authentication failed")
}

func driveLink() {
	link := call("PaymentLink.Create", func() (any, error) {
		return client.PaymentLink.Create(data{"amount": 100, "reference_id": "l-1"}, nil)
	}, want{"status": "created", "reference_id": "l-1", "short_url": present})
	id := text(link, "id")
	call("PaymentLink.Fetch", func() (any, error) { return client.PaymentLink.Fetch(id, nil, nil) },
		want{"amount_paid": float64(0)})
	call("PaymentLink.Update", func() (any, error) {
		return client.PaymentLink.Update(id, data{"reference_id": "l-2"}, nil)
	}, want{"reference_id": "l-2"})
	call("PaymentLink.All", func() (any, error) { return client.PaymentLink.All(nil, nil) },
		want{"payment_links": present})
	call("PaymentLink.NotifyBy", func() (any, error) {
		return client.PaymentLink.NotifyBy(id, "email", nil, nil)
	}, want{"success": true})
	cancel := func() (any, error) { return client.PaymentLink.Cancel(id, nil, nil) }
	call("PaymentLink.Cancel", cancel, want{"status": "cancelled"})
	refused("PaymentLink.Cancel (again)", cancel, "BadRequestError",
		"cannot cancel or expire a cancelled link")
}
