//! Annual return, arithmetic: mean daily return times the periods of a year.
//!
//! Nothing is compounded; the compounded one is [`super::cagr`]. Source: the numerator of Sharpe, "The Sharpe Ratio", Journal of
//! Portfolio Management, 1994, without a risk-free rate.

use super::moments::mean;

/// Arithmetic annual return of daily returns.
pub fn annual_return(returns: &[f64], periods: f64) -> f64 {
    mean(returns) * periods
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn it_is_sharpe_times_volatility_of_quantstats() {
        for run in reference::runs() {
            let theirs = run.quantstats("sharpe") * run.quantstats("volatility");
            reference::close(annual_return(&run.returns, 252.0), theirs, &run.name);
        }
    }
}
