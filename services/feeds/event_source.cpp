#include "services/feeds/event_source.hpp"

#include <algorithm>

#include "events/log/envelope.hpp"
#include "events/log/json_writer.hpp"

namespace ledger::feeds {

FeedSlice EventSource::read(std::optional<token::Position> after, token::Position through,
                            std::size_t count_max) const {
  auto accepted = view().accepted(after, through, count_max);
  FeedSlice slice{{}, accepted.last};
  slice.items.reserve(accepted.events.size());
  for (const auto& stored : accepted.events) {
    const auto decoded = log::decode(stored.value, ledger_id_);
    const auto* event = std::get_if<token::Event>(&decoded);
    if (event == nullptr) throw projections::ViewFailure("an accepted record that is no event");
    FeedItem item;
    item.position = stored.position;
    item.type = event->payload.index();
    item.log_time = stored.log_time;
    item.owner = whom_it_concerns(*event);
    if (const auto* id = std::get_if<token::TokenId>(&event->subject)) item.token = to_text(*id);
    item.json.reserve(stored.value.size() + 96);
    log::JsonWriter json(item.json);
    json.begin_object().key("position").number(stored.position.value());
    json.key("log_time").text(token::to_text(stored.log_time));
    json.key("event").raw(stored.value).end_object();
    // Outside of texts alone, where JSON takes them for blanks.
    std::ranges::replace_if(item.json, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    slice.items.push_back(std::move(item));
  }
  return slice;
}

std::string EventSource::whom_it_concerns(const token::Event& event) const {
  if (const auto* owner = std::get_if<token::OwnerId>(&event.subject)) return owner->text();
  if (const auto* created = std::get_if<token::TokenCreated>(&event.payload)) {
    return created->owner.text();
  }
  const auto* id = std::get_if<token::TokenId>(&event.subject);
  return id != nullptr ? owner_of(*id) : std::string();
}

}  // namespace ledger::feeds
