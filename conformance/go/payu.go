// Drives PayU's official Go SDK (github.com/payu-india/web-sdk-go) through the life of payments.
package main

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"time"

	payu "github.com/payu-india/web-sdk-go"
)

// The SDK's addresses are literals, which lead here under `dubash run`. Else its http.Client is its
// own, which uses the default transport: that one sends the calls here. The paths stay as they are,
// at the host's root.
func init() {
	if os.Getenv("DUBASH_RUN_PORT") == "" {
		http.DefaultTransport = rewriter{"", http.DefaultTransport}
	}
}

type data = map[string]interface{}

func newClient(salt string) *payu.PayuStruct {
	client, err := payu.NewClient(key, salt, "TEST")
	if err != nil {
		panic(err)
	}
	return client
}

var client = newClient(secret)

func formOf(txnid string) (url.Values, error) {
	page, err := client.GeneratePaymentForm(data{
		"txnid": txnid, "amount": "500.00", "productinfo": "Shoes", "firstname": "Asha",
		"email": "asha@example.com", "phone": "9876543210", "udf1": "shop 7",
		"surl": "https://shop.example/success", "furl": "https://shop.example/failure",
	})
	return fields(page), err
}

// start opens PayU's page as a customer's browser does and returns where it ended.
func start(txnid string) (any, error) {
	form, err := formOf(txnid)
	if err != nil {
		return nil, err
	}
	address, page, err := browse("https://test.payu.in/_payment", form)
	return data{"address": address, "page": page}, err
}

func verify(txnid string) func() (any, error) {
	return func() (any, error) { return client.VerifyPayment(txnid) }
}

func refund(number, token string, amount float64) func() (any, error) {
	return func() (any, error) { return client.CancelRefundTransaction(number, token, amount) }
}

func main() {
	opened := call("GeneratePaymentForm, sent by a browser", func() (any, error) {
		return start("TXN1")
	}, want{"page": present})
	number := text(pay("TXN1", "card", ""), "number")
	call("VerifyPayment", verify("TXN1"), want{"status": 1,
		"transaction_details.TXN1.status":         "success",
		"transaction_details.TXN1.unmappedstatus": "captured",
		"transaction_details.TXN1.mihpayid":       number,
		"transaction_details.TXN1.amt":            "500.00",
		"transaction_details.TXN1.mode":           "CC"})
	call("CheckReversehash", func() (any, error) {
		_, page, err := browse(text(opened, "address")+"/return?now", nil)
		posted := data{}
		for name, values := range fields(page) {
			posted[name] = values[0]
		}
		if err != nil {
			return nil, err
		}
		valid, err := client.CheckReversehash(posted)
		return data{"valid": valid}, err
	}, want{"valid": true})
	driveRefunds(number)
	driveRest()
}

func driveRefunds(number string) {
	made := call("CancelRefundTransaction (partial)", refund(number, "tok-1", 100), want{
		"status": 1, "msg": "Refund Request Queued", "error_code": 102, "request_id": present})
	id := text(made, "request_id")
	call("CancelRefundTransaction (same token)", refund(number, "tok-1", 100), want{"status": 0})
	call("CancelRefundTransaction (too much)", refund(number, "tok-2", 400.01), want{"status": 0})
	call("CancelRefundTransaction (the rest)", refund(number, "tok-3", 400), want{"status": 1})
	control("settle", data{})
	call("CheckActionStatus", func() (any, error) { return client.CheckActionStatus(id) }, want{
		"status": 1, "transaction_details." + id + "." + id + ".action": "refund",
		"transaction_details." + id + "." + id + ".status": "success",
		"transaction_details." + id + "." + id + ".amt":    "100.00"})
	call("CheckActionStatus (unknown)", func() (any, error) { return client.CheckActionStatus("1") },
		want{"status": 0, "transaction_details.1": "No action status found"})
}

func driveRest() {
	if _, err := start("TXN2"); err != nil {
		say("GeneratePaymentForm (another)", "differs", err.Error())
	}
	pay("TXN2", "upi", "failure")
	call("VerifyPayment (failed)", verify("TXN2"), want{
		"transaction_details.TXN2.status":         "failure",
		"transaction_details.TXN2.unmappedstatus": "failed"})
	call("VerifyPayment (unknown)", verify("NONE"), want{"status": 0,
		"transaction_details.NONE.mihpayid": "Not Found",
		"transaction_details.NONE.status":   "Not Found"})
	call("GetTransactionDetails", func() (any, error) {
		day := time.Now().UTC().Add(5*time.Hour + 30*time.Minute).Format("2006-01-02")
		return client.GetTransactionDetails(day, day)
	}, want{"status": 1})
	call("ValidateVPA", func() (any, error) { return client.ValidateVPA("success@upi") },
		want{"status": "SUCCESS", "isVPAValid": 1})
	call("CheckIsDomestic", func() (any, error) { return client.CheckIsDomestic(512345) },
		want{"isDomestic": "Y"})
	refused("VerifyPayment (wrong salt)", func() (any, error) {
		answer, err := newClient("wrong").VerifyPayment("TXN1")
		if message, ok := answer["msg"].(string); ok && answer["status"] != 1.0 {
			return nil, errors.New(message)
		}
		return answer, err
	}, "Hash")
}
