#pragma once
// Accepted events as the log has them: the records themselves, with position and log time.

#include "events/log/event_types.hpp"
#include "services/feeds/feed_source.hpp"

namespace ledger::feeds {

class EventSource final : public FeedSource {
 public:
  /// `view` must outlive it.
  EventSource(const projections::TokenView& view, std::string ledger_id)
      : FeedSource(view), ledger_id_(std::move(ledger_id)) {}

  [[nodiscard]] FeedSlice read(std::optional<token::Position> after, token::Position through,
                               std::size_t count_max) const override;
  [[nodiscard]] std::string_view name() const noexcept override { return "events"; }
  [[nodiscard]] std::string_view type_name(std::size_t type) const noexcept override {
    return log::brief_type(log::event_types[type]);
  }
  [[nodiscard]] std::string_view item_name() const noexcept override { return "event"; }

 private:
  [[nodiscard]] std::string whom_it_concerns(const token::Event& event) const;

  std::string ledger_id_;
};

}  // namespace ledger::feeds
