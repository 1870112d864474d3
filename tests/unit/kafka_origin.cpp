#include <gtest/gtest.h>

#include "events/kafka/origin.hpp"

namespace ledger::kafka {
namespace {

constexpr NodeMark node{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255};
constexpr log::BootTime time{0x0102'0304'0506'0708};

TEST(KafkaOrigin, NodeAndTimeStandInTheseBytes) {
  constexpr OriginBytes golden{0,  1,  2,  3,   4, 5, 6, 7, 8, 9, 10, 11,
                               12, 13, 14, 255, 1, 2, 3, 4, 5, 6, 7,  8};
  EXPECT_EQ(encode_origin(node, time), golden);
  EXPECT_STREQ(origin_header, "tokenledger-origin");
}

TEST(KafkaOrigin, ItsOwnNodeReadsTheTime) {
  for (const auto written : {log::BootTime(0), log::BootTime(1), time, log::BootTime::max()}) {
    EXPECT_EQ(own_hand_over(encode_origin(node, written), node), written);
  }
}

TEST(KafkaOrigin, AnotherNodeReadsNothing) {
  for (const std::size_t byte : {0, 15}) {
    auto other = node;
    other[byte] ^= 1;
    EXPECT_EQ(own_hand_over(encode_origin(node, time), other), std::nullopt);
  }
}

TEST(KafkaOrigin, AnotherLengthSaysNothing) {
  const auto bytes = encode_origin(node, time);
  EXPECT_EQ(own_hand_over({}, node), std::nullopt);
  EXPECT_EQ(own_hand_over(std::span(bytes).first(23), node), std::nullopt);
  std::array<std::uint8_t, 25> longer{};
  std::ranges::copy(bytes, longer.begin());
  EXPECT_EQ(own_hand_over(longer, node), std::nullopt);
}

}  // namespace
}  // namespace ledger::kafka
