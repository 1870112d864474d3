#include "services/cli/expiry_options.hpp"

#include <CLI/CLI.hpp>

#include "services/cli/duration.hpp"

namespace ledger::cli {
namespace {

std::string time_fault(const std::string& text) {
  if (parse_time(text)) return {};
  return "\"" + text + "\" is no time: write 2027-01-31, or 2027-01-31T12:00:00Z.";
}

}  // namespace

std::function<std::string(const std::string&)> duration_check(std::int64_t min) {
  return [min](const std::string& text) -> std::string {
    const auto duration = parse_duration(text);
    if (duration && duration->count() >= min) return {};
    return "\"" + text + "\" is no duration: write a number and s, m, h, d or w, such as 90m or " +
           "30d; at most 3660d.";
  };
}

void add_expiry_options(CLI::App& verb, ExpiryOptions& options) {
  auto* const in = verb.add_option("--expires-in", options.expires_in,
                                   "How long it is good, such as 12h or 30d [the server's default]")
                       ->check(CLI::Validator(duration_check(1), ""))
                       ->type_name("DURATION");
  verb.add_option("--expires-at", options.expires_at, "Until when: a date, or RFC 3339")
      ->check(CLI::Validator(time_fault, ""))
      ->type_name("TIME")
      ->excludes(in);
}

void write_expiry(log::JsonWriter& json, const ExpiryOptions& options) {
  if (const auto in = parse_duration(options.expires_in)) {
    json.key("expires_in").number(static_cast<std::uint64_t>(in->count()));
  } else if (const auto at = parse_time(options.expires_at)) {
    json.key("expires_at").text(token::to_text(*at));
  }
}

}  // namespace ledger::cli
