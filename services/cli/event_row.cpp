#include "services/cli/event_row.hpp"

#include "services/cli/relative_time.hpp"
#include "services/cli/token_card.hpp"

namespace ledger::cli {
namespace {

/// `tokenledger.token.created.v1` is `token created`.
std::string what_happened(std::string type) {
  constexpr std::string_view ours = "tokenledger.";
  if (type.starts_with(ours)) type.erase(0, ours.size());
  const auto version = type.rfind(".v");
  if (version != std::string::npos) type.erase(version);
  const auto dot = type.find('.');
  if (dot != std::string::npos) type[dot] = ' ';
  return type;
}

std::string details_of(const JsonValue& event) {
  std::string details;
  const auto add = [&details](const std::string& text) {
    details += (details.empty() ? "" : ", ") + text;
  };
  if (const auto session = event.text("/data/session"); !session.empty()) add(session);
  if (const auto name = event.text("/data/name"); !name.empty()) add("name " + name);
  if (event.has("/data/scopes")) add("scopes " + scopes_text(event.texts("/data/scopes")));
  if (const auto expiry = event.text("/data/expires_at"); !expiry.empty()) add("until " + expiry);
  if (const auto overlap = event.text("/data/overlap_until"); !overlap.empty()) {
    add("old secret until " + overlap);
  }
  if (const auto hint = event.text("/data/hint"); !hint.empty()) add("hint …" + hint);
  return details;
}

}  // namespace

Row event_header() {
  Row header;
  for (const char* name : {"TIME", "", "WHAT", "BY", "DETAILS"}) {
    header.push_back({name, Colour::bold});
  }
  return header;
}

Row event_row(const JsonValue& event, token::Timestamp now) {
  const auto time = event.text("/time");
  return {{time},
          {relative_time(time, now)},
          {what_happened(event.text("/type"))},
          {event.text("/caller")},
          {details_of(event)}};
}

}  // namespace ledger::cli
