#include "services/cli/relative_time.hpp"

#include <array>

namespace ledger::cli {
namespace {

struct Unit {
  std::int64_t seconds;
  std::int64_t below;  ///< seconds from which the next unit is used
  std::string_view name;
};

constexpr std::int64_t day = 86'400;
constexpr std::array<Unit, 6> units{{{1, 60, "second"},
                                     {60, 3600, "minute"},
                                     {3600, day, "hour"},
                                     {day, 60 * day, "day"},
                                     {30 * day, 730 * day, "month"},
                                     {365 * day, INT64_MAX, "year"}}};

}  // namespace

std::string relative_time(token::Timestamp time, token::Timestamp now) {
  const bool is_past = time < now;
  const auto apart =
      std::chrono::floor<std::chrono::seconds>(is_past ? now - time : time - now).count();
  if (apart == 0) return "now";
  const Unit* unit = units.data();
  while (apart >= unit->below) ++unit;
  const auto count = apart / unit->seconds;
  std::string text = std::to_string(count) + ' ' + std::string(unit->name);
  if (count != 1) text += 's';
  return is_past ? text + " ago" : "in " + text;
}

std::string relative_time(std::string_view rfc3339, token::Timestamp now) {
  const auto time = token::parse_timestamp(rfc3339);
  return time ? relative_time(*time, now) : std::string(rfc3339);
}

}  // namespace ledger::cli
