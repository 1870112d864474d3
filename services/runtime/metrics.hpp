#pragma once
// What the program counts, in Prometheus' terms: base units, no token, owner or digest as a label.
// Counted by any thread; the text is made when it is asked for.

#include <array>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "services/runtime/thread_counts.hpp"

namespace ledger::runtime {

class Metrics {
 public:
  Metrics();

  /// One number for each of `outcomes`, active or the reason why not, in their order. `door`:
  /// auth_request, verify, verify_batch; asked for once each, before the first text().
  ThreadCounts& verifications(std::string_view door, std::span<const std::string_view> outcomes);
  ThreadTimes& verification_seconds() { return verification_seconds_; }
  /// `command`: create, delete, … `outcome`: applied, replayed, rejected, unavailable, unknown.
  prometheus::Counter& commands(std::string_view command, std::string_view outcome);
  prometheus::Histogram& command_seconds() { return command_seconds_; }
  /// From a batch of records' having been read to its being visible.
  prometheus::Histogram& fold_seconds() { return fold_seconds_; }
  /// Of a log on a network: from a record's hand-over to its acknowledgement; and, of the last
  /// record of its own in each of this node's reads, to its having come back.
  prometheus::Histogram& append_seconds() { return append_seconds_; }
  prometheus::Histogram& read_back_seconds() { return read_back_seconds_; }
  /// A gauge without labels whose value is read at each scrape.
  void observe(const std::string& name, const std::string& help, std::function<double()> value);
  /// The same for a number that only grows.
  void observe_total(const std::string& name, const std::string& help,
                     std::function<double()> value);

  /// Families that are made at each scrape.
  void collect_from(std::function<std::vector<prometheus::MetricFamily>()> collect) {
    collectors_.push_back(std::move(collect));
  }

  /// Prometheus text exposition format 0.0.4.
  [[nodiscard]] std::string text() const;

  /// Since the start, of all doors, or of all commands: how many had each outcome, and how many
  /// took how long.
  struct Totals {
    std::vector<std::uint64_t> outcomes;
    prometheus::ClientMetric::Histogram seconds;
  };
  [[nodiscard]] Totals verification_totals() const;
  [[nodiscard]] Totals command_totals() const;
  /// What their outcomes are called, in their order.
  [[nodiscard]] const std::vector<std::string>& verification_outcomes() const;
  [[nodiscard]] const std::vector<std::string>& command_outcomes() const {
    return command_outcomes_;
  }

 private:
  struct Door {
    std::string name;
    std::vector<std::string> outcomes;
    ThreadCounts counts;
  };
  [[nodiscard]] prometheus::MetricFamily collect_verifications() const;
  [[nodiscard]] prometheus::MetricFamily collect_verification_seconds() const;
  struct Observed {
    std::string name;
    std::string help;
    prometheus::MetricType type;
    std::function<double()> value;
  };
  prometheus::Registry registry_;
  std::list<Door> doors_;  // their counts are referred to
  prometheus::Family<prometheus::Counter>& commands_;
  std::vector<std::string> command_outcomes_;
  std::vector<std::vector<const prometheus::Counter*>> command_counters_;  // by outcome
  ThreadTimes verification_seconds_;
  prometheus::Histogram& command_seconds_;
  prometheus::Histogram& fold_seconds_;
  prometheus::Histogram& append_seconds_;
  prometheus::Histogram& read_back_seconds_;
  std::vector<Observed> observed_;
  std::vector<std::function<std::vector<prometheus::MetricFamily>()>> collectors_;
};

}  // namespace ledger::runtime
