// Drives Cashfree's official Go SDK (github.com/cashfree/cashfree-pg) through the life of orders.
package main

import (
	"net/http"
	"os"
	"sort"

	cashfree "github.com/cashfree/cashfree-pg/v6"
)

// The SDK's hosts are literals, which lead here under `dubash run`. Else each method takes an
// http.Client: its transport sends the calls here. The path stays `/pg/…`, at the host's root.
var through = &http.Client{Transport: rewriter{"", http.DefaultTransport}}

func init() {
	if os.Getenv("DUBASH_RUN_PORT") != "" {
		through = nil
	}
}

func newClient(secret string) *cashfree.Cashfree {
	environment := cashfree.SANDBOX
	return &cashfree.Cashfree{
		XClientId: &key, XClientSecret: &secret, XEnvironment: &environment,
	}
}

var client = newClient(secret)

func newOrder(name string, amount float64) (any, error) {
	order, _, err := client.PGCreateOrder(&cashfree.CreateOrderRequest{
		OrderId: &name, OrderAmount: amount, OrderCurrency: "INR",
		CustomerDetails: &cashfree.CustomerDetails{CustomerId: "c_1", CustomerPhone: "9876543210"},
	}, nil, nil, through)
	return order, err
}

func fetch(client *cashfree.Cashfree, name string) func() (any, error) {
	return func() (any, error) {
		order, _, err := client.PGFetchOrder(name, nil, nil, through)
		return order, err
	}
}

func payments(name string) func() (any, error) {
	return func() (any, error) {
		found, _, err := client.PGOrderFetchPayments(name, nil, nil, through)
		return map[string]any{"all": found}, err
	}
}

func refund(order, name string, amount float64) func() (any, error) {
	note := "a return"
	return func() (any, error) {
		made, _, err := client.PGOrderCreateRefund(order, &cashfree.OrderCreateRefundRequest{
			RefundAmount: amount, RefundId: &name, RefundNote: &note,
		}, nil, nil, through)
		return made, err
	}
}

func payOrder(name string, upi cashfree.Upi) func() (any, error) {
	return func() (any, error) {
		order, err := newOrder(name, 500.5)
		if err != nil {
			return nil, err
		}
		method := cashfree.UPIPaymentMethodAsPayOrderRequestPaymentMethod(
			&cashfree.UPIPaymentMethod{Upi: upi})
		paid, _, err := client.PGPayOrder(&cashfree.PayOrderRequest{
			PaymentSessionId: *order.(*cashfree.OrderEntity).PaymentSessionId,
			PaymentMethod:    method,
		}, nil, nil, nil, nil, nil, nil, through)
		return paid, err
	}
}

func main() {
	driveOrder()
	driveRefunds()
	driveRest()
}

func driveOrder() {
	call("PGCreateOrder", func() (any, error) { return newOrder("order_a", 500.5) },
		want{"order_id": "order_a", "order_amount": 500.5, "order_status": "ACTIVE",
			"payment_session_id": present, "customer_details.customer_id": "c_1"})
	call("PGFetchOrder", fetch(client, "order_a"), want{"order_status": "ACTIVE"})
	call("PGOrderFetchPayments (none)", payments("order_a"), want{"all": []any{}})
	refused("PGOrderCreateRefund (not paid)", refund("order_a", "f_0", 1), "order_id_not_paid")
	pay("order_a", "upi", "")
	call("PGFetchOrder (paid)", fetch(client, "order_a"), want{"order_status": "PAID"})
	found := call("PGOrderFetchPayments", payments("order_a"), want{
		"all.0.payment_status": "SUCCESS", "all.0.payment_amount": 500.5,
		"all.0.payment_group": "upi", "all.0.is_captured": true, "all.0.entity": "payment"})
	number := text(found, "all.0.cf_payment_id")
	call("PGOrderFetchPayment", func() (any, error) {
		one, _, err := client.PGOrderFetchPayment("order_a", number, nil, nil, through)
		return one, err
	}, want{"cf_payment_id": number, "payment_status": "SUCCESS"})
}

func driveRefunds() {
	call("PGOrderCreateRefund (partial)", refund("order_a", "f_1", 100.25), want{
		"refund_id": "f_1", "refund_amount": 100.25, "refund_status": "PENDING",
		"refund_note": "a return", "cf_refund_id": present})
	refused("PGOrderCreateRefund (same refund_id)", refund("order_a", "f_1", 100.25), "refund_id")
	refused("PGOrderCreateRefund (too much)", refund("order_a", "f_9", 400.26),
		"refund_post_failed")
	call("PGOrderCreateRefund (the rest)", refund("order_a", "f_2", 400.25),
		want{"refund_amount": 400.25})
	control("settle", map[string]any{})
	one := func(name string) func() (any, error) {
		return func() (any, error) {
			found, _, err := client.PGOrderFetchRefund("order_a", name, nil, nil, through)
			return found, err
		}
	}
	call("PGOrderFetchRefund", one("f_1"), want{"refund_status": "SUCCESS", "refund_arn": present})
	refused("PGOrderFetchRefund (unknown)", one("f_x"), "refund_not_found")
	call("PGOrderFetchRefunds", func() (any, error) {
		found, _, err := client.PGOrderFetchRefunds("order_a", nil, nil, through)
		names := []string{}
		for _, each := range found {
			names = append(names, *each.RefundId)
		}
		sort.Strings(names)
		return map[string]any{"names": names}, err
	}, want{"names": []string{"f_1", "f_2"}})
	refused("PGOrderFetchSettlement (not settled)", func() (any, error) {
		found, _, err := client.PGOrderFetchSettlement("order_a", nil, nil, through)
		return found, err
	}, "settlement")
}

func driveRest() {
	link, collect, who := "link", "collect", "success@upi"
	call("PGPayOrder (upi link)", payOrder("order_u", cashfree.Upi{Channel: &link}),
		want{"channel": "link", "payment_amount": 500.5})
	call("PGPayOrder (upi collect)",
		payOrder("order_v", cashfree.Upi{Channel: &collect, UpiId: &who}),
		want{"channel": "collect", "action": "custom"})
	call("PGCreateOrder (another)", func() (any, error) { return newOrder("order_b", 10) }, nil)
	pay("order_b", "upi", "failure")
	call("PGOrderFetchPayments (failed)", payments("order_b"),
		want{"all.0.payment_status": "FAILED", "all.0.error_details.error_code": present})
	call("PGTerminateOrder", func() (any, error) {
		status := "TERMINATED"
		wish := &cashfree.TerminateOrderRequest{OrderStatus: &status}
		order, _, err := client.PGTerminateOrder("order_b", wish, nil, nil, through)
		return order, err
	}, want{"order_status": "TERMINATED"})
	refused("PGCreateOrder (same order_id)", func() (any, error) {
		return newOrder("order_a", 500.5)
	}, "order_already_exists")
	refused("PGCreateOrder (amount)", func() (any, error) { return newOrder("order_z", -5) },
		"order_amount")
	refused("PGFetchOrder (unknown)", fetch(client, "order_x"), "order_not_found")
	refused("PGFetchOrder (wrong secret)", fetch(newClient("wrong"), "order_a"),
		"authentication Failed")
}
