// Pins Razorpay's Go SDK for the driver razorpay.go.
module dubash/conformance

go 1.21

require github.com/razorpay/razorpay-go v1.4.0
