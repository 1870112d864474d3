#include "services/feeds/revocation_source.hpp"

#include "events/log/json_writer.hpp"

namespace ledger::feeds {

using projections::Revocation;
using projections::RevocationReason;

namespace {

FeedItem item_of(const Revocation& revocation) {
  FeedItem item;
  item.position = revocation.position;
  item.owner = revocation.owner;
  item.type = static_cast<std::size_t>(revocation.reason);
  item.log_time = revocation.log_time;
  log::JsonWriter json(item.json);
  json.begin_object().key("position").number(revocation.position.value());
  json.key("log_time").text(token::to_text(revocation.log_time));
  json.key("reason").text(to_text(revocation.reason)).key("owner").text(revocation.owner);
  if (revocation.token) {
    item.token = to_text(*revocation.token);
    json.key("token").text(item.token).key("digests").begin_array();
    for (const auto& digest : revocation.digests) json.text(token::to_hex(digest.value));
    json.end_array();
  }
  if (revocation.reason == RevocationReason::scopes_narrowed) {
    json.key("scopes").begin_array();
    for (const auto& scope : revocation.scopes) json.text(scope);
    json.end_array();
  }
  json.end_object();
  return item;
}

}  // namespace

std::string_view to_text(RevocationReason reason) noexcept {
  return reason_texts[static_cast<std::size_t>(reason) - 1];
}

FeedSlice RevocationSource::read(std::optional<token::Position> after, token::Position through,
                                 std::size_t count_max) const {
  const auto found = view().revocations(after, through, count_max);
  FeedSlice slice{{}, found.last};
  slice.items.reserve(found.revocations.size());
  for (const auto& revocation : found.revocations) slice.items.push_back(item_of(revocation));
  return slice;
}

}  // namespace ledger::feeds
