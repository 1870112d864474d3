// Counts that each thread adds to in memory of its own.

#include <limits>
#include <thread>

#include <gtest/gtest.h>

#include "services/runtime/metrics.hpp"

namespace ledger::runtime {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

TEST(ThreadCounts, NothingIsLostWhenMoreThreadsThanRowsAddAtOnce) {
  ThreadCounts counts(10);
  {
    std::vector<std::jthread> threads;
    for (int n = 0; n < 100; ++n) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) {
          counts.add(3);
          counts.add(9, 2);
        }
      });
    }
  }
  EXPECT_EQ(counts.sum(3), 100'000U);
  EXPECT_EQ(counts.sum(9), 200'000U);
  for (const std::size_t untouched : {0U, 2U, 4U, 8U}) EXPECT_EQ(counts.sum(untouched), 0U);
}

TEST(ThreadTimes, ATimeOnABoundIsInItsBucketAndOneNanosecondMoreInTheNext) {
  ThreadTimes times({1e-6, 2e-6, 1});
  times.add(microseconds(1));
  times.add(microseconds(1) + nanoseconds(1));
  times.add(microseconds(2));
  times.add(std::chrono::seconds(1) + nanoseconds(1));
  const auto histogram = times.collect();
  ASSERT_EQ(histogram.bucket.size(), 4U);
  EXPECT_EQ(histogram.bucket[0].cumulative_count, 1U);
  EXPECT_EQ(histogram.bucket[1].cumulative_count, 3U);
  EXPECT_EQ(histogram.bucket[2].cumulative_count, 3U);
  EXPECT_EQ(histogram.bucket[3].cumulative_count, 4U);
  EXPECT_EQ(histogram.bucket[3].upper_bound, std::numeric_limits<double>::infinity());
  EXPECT_EQ(histogram.sample_count, 4U);
  EXPECT_NEAR(histogram.sample_sum, 1.000004002, 1e-12);
}

TEST(ThreadTimes, ATimeThatWentBackCountsAsNone) {
  ThreadTimes times({1e-6});
  times.add(nanoseconds(-5));
  const auto histogram = times.collect();
  EXPECT_EQ(histogram.bucket[0].cumulative_count, 1U);
  EXPECT_EQ(histogram.sample_sum, 0);
}

TEST(Metrics, WhatThreadsCountedStandsInTheTextByDoorAndOutcome) {
  Metrics metrics;
  const std::string_view outcomes[] = {"active", "unknown"};
  auto& counts = metrics.verifications("verify", outcomes);
  metrics.verifications("auth_request", outcomes).add(0, 7);
  std::jthread([&] { counts.add(1); }).join();
  counts.add(1, 4);
  metrics.verification_seconds().add(microseconds(3));
  const auto text = metrics.text();
  for (const auto* line : {
           "# TYPE tokenledger_verifications_total counter\n",
           "tokenledger_verifications_total{door=\"verify\",outcome=\"active\"} 0\n",
           "tokenledger_verifications_total{door=\"verify\",outcome=\"unknown\"} 5\n",
           "tokenledger_verifications_total{door=\"auth_request\",outcome=\"active\"} 7\n",
           "# TYPE tokenledger_verification_seconds histogram\n",
           "tokenledger_verification_seconds_bucket{le=\"2e-06\"} 0\n",
           "tokenledger_verification_seconds_bucket{le=\"5e-06\"} 1\n",
           "tokenledger_verification_seconds_bucket{le=\"+Inf\"} 1\n",
           "tokenledger_verification_seconds_count 1\n",
       }) {
    EXPECT_NE(text.find(line), text.npos) << line << "is not in:\n" << text;
  }
}

}  // namespace
}  // namespace ledger::runtime
