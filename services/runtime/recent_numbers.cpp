#include "services/runtime/recent_numbers.hpp"

#include <algorithm>
#include <charconv>

#include "events/log/json_writer.hpp"

namespace ledger::runtime {
namespace {

using Histogram = prometheus::ClientMetric::Histogram;

/// With three digits behind the point, which is all that a plot can show.
void write_decimal(log::JsonWriter& json, double value) {
  char digits[32];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, 3).ptr;
  std::string_view text(digits, static_cast<std::size_t>(end - digits));
  text = text.substr(0, text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.remove_suffix(1);
  json.raw(text);
}

/// Within which time that share of what came between the two was done, as far as the buckets tell:
/// even within each of them. Nothing: nothing came. Beyond the last bound: the last bound.
std::optional<double> seconds_within(double share, const Histogram& before,
                                     const Histogram& after) {
  const auto count_of = [&](std::size_t bucket) {
    const auto earlier = before.bucket[bucket].cumulative_count;
    return static_cast<double>(after.bucket[bucket].cumulative_count - earlier);
  };
  const auto buckets = after.bucket.size();
  const double count = count_of(buckets - 1);
  if (count == 0) return std::nullopt;
  double lower_bound = 0;
  double below = 0;
  for (std::size_t i = 0; i + 1 < buckets; ++i) {
    const auto through = count_of(i);
    const auto bound = after.bucket[i].upper_bound;
    if (through >= share * count) {
      return lower_bound + (bound - lower_bound) * (share * count - below) / (through - below);
    }
    lower_bound = bound;
    below = through;
  }
  return lower_bound;
}

std::uint64_t milliseconds_of(std::chrono::nanoseconds time) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

std::uint64_t lag_of(const ViewMoment& view) {
  return view.end_position - std::min(view.position, view.end_position);
}

void write_age(log::JsonWriter& json, const ViewMoment& view) {
  view.age ? json.number(milliseconds_of(*view.age)) : json.null();
}

/// Writes one array with an element for each pair of neighbours.
template <class Samples, class Write>
void write_steps(log::JsonWriter& json, const Samples& samples, Write write) {
  json.begin_array();
  for (std::size_t i = 1; i < samples.size(); ++i) write(samples[i - 1], samples[i]);
  json.end_array();
}

template <class Samples>
void write_kind(log::JsonWriter& json, const Samples& samples,
                const std::vector<std::string>& outcomes, auto totals_of) {
  json.begin_object().key("per_second").begin_object();
  for (std::size_t outcome = 0; outcome < outcomes.size(); ++outcome) {
    json.key(outcomes[outcome]);
    write_steps(json, samples, [&](const auto& before, const auto& after) {
      const auto more = totals_of(after).outcomes[outcome] - totals_of(before).outcomes[outcome];
      const std::chrono::duration<double> took = after.view.at - before.view.at;
      write_decimal(json, static_cast<double>(more) / took.count());
    });
  }
  json.end_object();
  for (const auto& [name, share] : {std::pair("p50_us", 0.5), std::pair("p99_us", 0.99)}) {
    json.key(name);
    write_steps(json, samples, [&, part = share](const auto& before, const auto& after) {
      const auto seconds =
          seconds_within(part, totals_of(before).seconds, totals_of(after).seconds);
      seconds ? write_decimal(json, *seconds * 1e6) : static_cast<void>(json.null());
    });
  }
  json.end_object();
}

}  // namespace

void RecentNumbers::look(const ViewMoment& now) {
  const std::lock_guard lock(mutex_);
  if (!samples_.empty() && now.at - samples_.back().view.at < step) return;
  samples_.push_back({now, metrics_.verification_totals(), metrics_.command_totals()});
  if (samples_.size() > steps_max + 1) samples_.pop_front();
}

std::string RecentNumbers::json(const ViewMoment& now) const {
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("position").number(now.position);
  json.key("end_position").number(now.end_position).key("lag").number(lag_of(now));
  json.key("view_age_ms");
  write_age(json, now);
  json.key("step_s").number(static_cast<std::uint64_t>(step.count())).key("times");
  const std::lock_guard lock(mutex_);
  write_steps(json, samples_,
              [&](const Sample&, const Sample& end) { json.text(token::to_text(end.view.time)); });
  json.key("view").begin_object().key("lag");
  write_steps(json, samples_,
              [&](const Sample&, const Sample& end) { json.number(lag_of(end.view)); });
  json.key("age_ms");
  write_steps(json, samples_, [&](const Sample&, const Sample& end) { write_age(json, end.view); });
  json.end_object().key("verifications");
  write_kind(json, samples_, metrics_.verification_outcomes(),
             [](const Sample& sample) -> const auto& { return sample.verifications; });
  json.key("commands");
  write_kind(json, samples_, metrics_.command_outcomes(),
             [](const Sample& sample) -> const auto& { return sample.commands; });
  json.end_object();
  return text;
}

}  // namespace ledger::runtime
