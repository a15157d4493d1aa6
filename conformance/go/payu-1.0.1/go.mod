// Pins PayU's Go SDK for the driver payu.go. Without a go.sum, Go asks the public
// checksum database for its sum when the module proxy serves it.
module dubash/conformance

go 1.21

require github.com/payu-india/web-sdk-go v1.0.1
