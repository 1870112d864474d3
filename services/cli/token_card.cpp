#include "services/cli/token_card.hpp"

#include "services/cli/relative_time.hpp"
#include "services/runtime/clock.hpp"

namespace ledger::cli {
namespace {

constexpr std::size_t scopes_in_row = 3;

std::string when(const std::string& rfc3339, token::Timestamp now) {
  return relative_time(rfc3339, now) + " (" + rfc3339 + ')';
}

/// Known to the minute: what began with this one may have been a second ago.
std::string last_used(const JsonValue& token, token::Timestamp now) {
  const auto used = token.text("/last_used_at");
  if (used.empty()) return "never";
  const auto minute = token::parse_timestamp(used);
  const bool is_now = minute && std::chrono::abs(now - *minute) < std::chrono::minutes(1);
  return is_now ? "within the last minute" : relative_time(used, now);
}

Cell status_cell(const JsonValue& token) {
  const auto status = token.text("/status");
  return {status, status_colour(status)};
}

}  // namespace

std::string scopes_text(const std::vector<std::string>& scopes) {
  if (scopes.empty()) return "none (No Access)";
  std::string text;
  for (const auto& scope : scopes) text += (text.empty() ? "" : " ") + scope;
  return text == "*" ? "* (Full Access)" : text;
}

std::string token_card(const JsonValue& token, token::Timestamp now, bool in_colour) {
  Table table(in_colour);
  const auto line = [&table](const char* name, Cell value) {
    table.add({{name, Colour::bold}, std::move(value)});
  };
  line("id", {token.text("/id")});
  line("name", {token.text("/name")});
  line("owner", {token.text("/owner")});
  line("status", status_cell(token));
  line("scopes", {scopes_text(token.texts("/scopes"))});
  line("expires", {when(token.text("/expires_at"), now)});
  const auto secret_until = token.text("/secret_expires_at");
  if (!secret_until.empty() && secret_until != token.text("/expires_at")) {
    line("this secret", {"the old one, ends " + when(secret_until, now), Colour::yellow});
  }
  line("created", {when(token.text("/created_at"), now) + " by " + token.text("/created_by")});
  if (token.number("/revision").value_or(1) > 1) {
    line("changed", {when(token.text("/updated_at"), now)});
  }
  line("last used", {last_used(token, now)});
  line("hint", {"…" + token.text("/hint")});
  line("revision", {std::to_string(token.number("/revision").value_or(0))});
  return table.render();
}

Row token_header() {
  Row header;
  for (const char* name : {"ID", "NAME", "OWNER", "STATUS", "EXPIRES", "LAST USED", "SCOPES"}) {
    header.push_back({name, Colour::bold});
  }
  return header;
}

Row token_row(const JsonValue& token, token::Timestamp now) {
  auto scopes = token.texts("/scopes");
  const auto more = scopes.size() > scopes_in_row ? scopes.size() - scopes_in_row : 0;
  scopes.resize(scopes.size() - more);
  auto listed = scopes_text(scopes);
  if (more > 0) listed += " and " + std::to_string(more) + " more";
  return {{token.text("/id")},
          {token.text("/name")},
          {token.text("/owner")},
          status_cell(token),
          {relative_time(token.text("/expires_at"), now)},
          {last_used(token, now)},
          {std::move(listed)}};
}

token::Timestamp now() { return runtime::SystemClock().now(); }

}  // namespace ledger::cli
