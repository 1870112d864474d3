#pragma once
// Tells of tokens that are about to expire, once per threshold: late when nobody looked in time,
// and never skipped. Goes through the tokens by expiry and keeps its place, so that a look costs
// what became due. What was told is in the state: a place lost by a restart only costs reading.

#include <chrono>
#include <vector>

#include "events/token/event.hpp"
#include "projections/token_view.hpp"

namespace ledger::signals {

class ExpiryNotices {
 public:
  /// `view` must outlive it.
  ExpiryNotices(const projections::TokenView& view, std::vector<std::chrono::seconds> thresholds);

  struct Due {
    std::vector<token::Event> events;
    bool complete = true;  ///< false: there is more
  };
  struct Limits {
    std::size_t events;
    std::size_t places;  ///< tokens that are looked at; one counts once per threshold
  };
  /// What is due at `now`, largest threshold first. Each is given once: it is to be appended, or
  /// begin_again() is to be called.
  [[nodiscard]] Due due(token::Timestamp now, Limits limits);

  /// What was given before is looked at again; what the state has been told stays told.
  void begin_again();

 private:
  struct Threshold {
    std::chrono::seconds time;
    std::optional<projections::ExpiryPlace> after;  // everything up to there was looked at
  };
  /// False: a limit was reached before all was looked at. Takes what it looks at off `limits`.
  [[nodiscard]] bool look(Threshold& threshold, token::Timestamp now, Limits& limits,
                          std::vector<token::Event>& events) const;
  [[nodiscard]] bool is_due(const token::TokenState& token, std::chrono::seconds threshold) const;
  [[nodiscard]] std::optional<projections::ExpiryPlace> first_place(token::Timestamp now) const;

  const projections::TokenView& view_;
  std::vector<Threshold> thresholds_;
  bool begun_ = false;
};

}  // namespace ledger::signals
