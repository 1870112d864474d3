#include "events/kafka/origin.hpp"

#include <algorithm>

namespace ledger::kafka {

OriginBytes encode_origin(const NodeMark& node, log::BootTime handed_over) noexcept {
  OriginBytes bytes;
  auto out = std::ranges::copy(node, bytes.begin()).out;
  const auto time = static_cast<std::uint64_t>(handed_over.count());
  for (int shift = 56; shift >= 0; shift -= 8) *out++ = static_cast<std::uint8_t>(time >> shift);
  return bytes;
}

std::optional<log::BootTime> own_hand_over(std::span<const std::uint8_t> origin,
                                           const NodeMark& node) noexcept {
  if (origin.size() != sizeof(OriginBytes)) return std::nullopt;
  if (!std::ranges::equal(origin.first(node.size()), node)) return std::nullopt;
  std::uint64_t time = 0;
  for (const auto byte : origin.subspan(node.size())) time = time << 8 | byte;
  return log::BootTime(static_cast<std::int64_t>(time));
}

}  // namespace ledger::kafka
