module ema

go 1.25

require simpletrader v0.0.0

// The SDK is the tool's own: `simpletrader build` lays it there.
replace simpletrader => ./.simpletrader/sdk/go
