module simpletrader

go 1.25
