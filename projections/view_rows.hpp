#pragma once
// Which rows an entity has: the one place that turns a change of an entity into rows written and
// rows removed. `before` and `after` absent: there was none, there is none any more.

#include <optional>
#include <string_view>

#include "events/token/event.hpp"

namespace ledger::projections {

/// Where rows go: a batch, or a sorted file.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual void put(std::string_view key, std::string_view value) = 0;
  virtual void erase(std::string_view key) = 0;
};

void write_change(RowSink& rows, const std::optional<token::TokenState>& before,
                  const std::optional<token::TokenState>& after);
void write_change(RowSink& rows, const std::optional<token::OwnerState>& before,
                  const std::optional<token::OwnerState>& after);
void write_change(RowSink& rows, const std::optional<token::CommandState>& before,
                  const std::optional<token::CommandState>& after);
void write_change(RowSink& rows, const std::optional<token::RetiredDigest>& before,
                  const std::optional<token::RetiredDigest>& after);
void write_change(RowSink& rows, const std::optional<token::TokenSessions>& before,
                  const std::optional<token::TokenSessions>& after);
void write_change(RowSink& rows, const std::optional<token::WebhookState>& before,
                  const std::optional<token::WebhookState>& after);

/// The place of an accepted record in the history of the token that it is about, if it is about one
/// and did not create it. That a session goes on is no history.
void write_history(RowSink& rows, token::Position position, const token::Event& event);

/// Whether `digest` is one of the living ones of `token`.
[[nodiscard]] bool is_living(const std::optional<token::TokenState>& token,
                             const token::TokenDigest& digest) noexcept;

/// Calls on_digest(digest) for each living digest of `before` that does not live in `after`.
template <class OnDigest>
void for_each_ended(const std::optional<token::TokenState>& before,
                    const std::optional<token::TokenState>& after, OnDigest on_digest) {
  if (!before || before->deleted) return;
  if (!is_living(after, before->digest)) on_digest(before->digest);
  if (before->overlap && !is_living(after, before->overlap->digest)) {
    on_digest(before->overlap->digest);
  }
}

}  // namespace ledger::projections
