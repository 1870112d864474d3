#include "services/runtime/metrics.hpp"

#include <algorithm>

#include <prometheus/text_serializer.h>

namespace ledger::runtime {
namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;

const Buckets verification_buckets{1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 1e-3, 1e-2, 0.1, 1};
const Buckets fold_buckets{2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 0.1, 1};
const Buckets command_buckets{2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2,
                              2.5e-2, 5e-2, 0.1,  0.25,   1,    5};

prometheus::Histogram& histogram(prometheus::Registry& registry, const char* name, const char* help,
                                 const Buckets& buckets) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, buckets);
}

}  // namespace

Metrics::Metrics()
    : commands_(prometheus::BuildCounter()
                    .Name("tokenledger_commands_total")
                    .Help("Commands answered, by command and outcome")
                    .Register(registry_)),
      verification_seconds_(verification_buckets),
      command_seconds_(histogram(registry_, "tokenledger_command_seconds",
                                 "Time from a command's request to its answer", command_buckets)),
      fold_seconds_(histogram(registry_, "tokenledger_fold_seconds",
                              "Time from a batch of records' having been read to its being visible",
                              fold_buckets)),
      append_seconds_(histogram(registry_, "tokenledger_append_seconds",
                                "Time from a record's hand-over to Kafka's acknowledgement",
                                command_buckets)),
      read_back_seconds_(histogram(
          registry_, "tokenledger_read_back_seconds",
          "Time from a record's hand-over to its coming back, of one a read", command_buckets)) {
  prometheus::BuildGauge()
      .Name("tokenledger_build_info")
      .Help("Always 1; the version is the label")
      .Register(registry_)
      .Add({{"version", TOKENLEDGER_VERSION}})
      .Set(1);
}

ThreadCounts& Metrics::verifications(std::string_view door,
                                     std::span<const std::string_view> outcomes) {
  doors_.push_back({std::string(door), {}, ThreadCounts(outcomes.size())});
  doors_.back().outcomes.assign(outcomes.begin(), outcomes.end());
  return doors_.back().counts;
}

prometheus::Counter& Metrics::commands(std::string_view command, std::string_view outcome) {
  auto& counter =
      commands_.Add({{"command", std::string(command)}, {"outcome", std::string(outcome)}});
  const auto known = std::ranges::find(command_outcomes_, outcome);
  const auto index = static_cast<std::size_t>(known - command_outcomes_.begin());
  if (known == command_outcomes_.end()) {
    command_outcomes_.emplace_back(outcome);
    command_counters_.emplace_back();
  }
  command_counters_[index].push_back(&counter);
  return counter;
}

Metrics::Totals Metrics::verification_totals() const {
  Totals totals{{}, verification_seconds_.collect()};
  for (std::size_t i = 0; i < verification_outcomes().size(); ++i) {
    std::uint64_t sum = 0;
    for (const auto& door : doors_) sum += door.counts.sum(i);
    totals.outcomes.push_back(sum);
  }
  return totals;
}

Metrics::Totals Metrics::command_totals() const {
  Totals totals{{}, command_seconds_.Collect().histogram};
  for (const auto& counters : command_counters_) {
    double sum = 0;
    for (const auto* counter : counters) sum += counter->Value();
    totals.outcomes.push_back(static_cast<std::uint64_t>(sum));
  }
  return totals;
}

const std::vector<std::string>& Metrics::verification_outcomes() const {
  static const std::vector<std::string> none;
  return doors_.empty() ? none : doors_.front().outcomes;
}

void Metrics::observe(const std::string& name, const std::string& help,
                      std::function<double()> value) {
  observed_.push_back({name, help, prometheus::MetricType::Gauge, std::move(value)});
}

void Metrics::observe_total(const std::string& name, const std::string& help,
                            std::function<double()> value) {
  observed_.push_back({name, help, prometheus::MetricType::Counter, std::move(value)});
}

prometheus::MetricFamily Metrics::collect_verifications() const {
  prometheus::MetricFamily family{"tokenledger_verifications_total",
                                  "Verifications answered, by door and outcome",
                                  prometheus::MetricType::Counter,
                                  {}};
  for (const auto& door : doors_) {
    for (std::size_t i = 0; i < door.outcomes.size(); ++i) {
      prometheus::ClientMetric metric;
      metric.label = {{"door", door.name}, {"outcome", door.outcomes[i]}};
      metric.counter.value = static_cast<double>(door.counts.sum(i));
      family.metric.push_back(std::move(metric));
    }
  }
  return family;
}

prometheus::MetricFamily Metrics::collect_verification_seconds() const {
  prometheus::ClientMetric metric;
  metric.histogram = verification_seconds_.collect();
  return {"tokenledger_verification_seconds",
          "Time to answer a verification, without the network",
          prometheus::MetricType::Histogram,
          {std::move(metric)}};
}

std::string Metrics::text() const {
  auto families = registry_.Collect();
  families.push_back(collect_verifications());
  families.push_back(collect_verification_seconds());
  for (const auto& collect : collectors_) {
    for (auto& family : collect()) families.push_back(std::move(family));
  }
  for (const auto& observed : observed_) {
    prometheus::MetricFamily family{observed.name, observed.help, observed.type, {}};
    prometheus::ClientMetric metric;
    if (observed.type == prometheus::MetricType::Gauge) {
      metric.gauge.value = observed.value();
    } else {
      metric.counter.value = observed.value();
    }
    family.metric.push_back(std::move(metric));
    families.push_back(std::move(family));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace ledger::runtime
