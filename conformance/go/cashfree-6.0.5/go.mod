// Pins Cashfree's Go SDK for the driver cashfree.go. Without a go.sum, Go asks the public
// checksum database for its sum when the module proxy serves it.
module dubash/conformance

go 1.21

require github.com/cashfree/cashfree-pg/v6 v6.0.5
