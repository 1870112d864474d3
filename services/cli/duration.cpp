#include "services/cli/duration.hpp"

#include <charconv>
#include <string>

namespace ledger::cli {
namespace {

std::int64_t seconds_of(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 86'400;
    case 'w':
      return 604'800;
    default:
      return 0;
  }
}

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  if (text.size() < 2 || text.front() == '-') return std::nullopt;
  const auto unit = seconds_of(text.back());
  const char* const end = text.data() + text.size() - 1;
  std::int64_t count = 0;
  const auto [stopped, ec] = std::from_chars(text.data(), end, count);
  if (unit == 0 || ec != std::errc() || stopped != end) return std::nullopt;
  if (count > duration_max.count() / unit) return std::nullopt;
  return std::chrono::seconds(count * unit);
}

std::string duration_text(std::chrono::seconds duration) {
  char unit = 's';
  for (const char larger : {'m', 'h', 'd'}) {
    if (duration.count() != 0 && duration.count() % seconds_of(larger) == 0) unit = larger;
  }
  return std::to_string(duration.count() / seconds_of(unit)) + unit;
}

std::optional<token::Timestamp> parse_time(std::string_view text) {
  constexpr std::size_t date_size = 10;
  if (text.size() != date_size) return token::parse_timestamp(text);
  std::string midnight(text);
  midnight.append("T00:00:00Z");
  return token::parse_timestamp(midnight);
}

}  // namespace ledger::cli
