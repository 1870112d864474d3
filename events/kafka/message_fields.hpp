#pragma once
// The parts of a message, as rd_kafka_produceva() takes them. Of the room, not for others.
//
// Record headers (docs/kafka.md):
//   content-type  application/cloudevents+json
//   ce_type       the event's type, as in the value
//   ce_subject    the event's subject, as in the value; absent where there is none

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <librdkafka/rdkafka.h>

#include "events/log/record_names.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::kafka {

/// A ledger is one order.
inline constexpr int partition = 0;
/// CloudEvents in structured mode (Kafka protocol binding 1.0, 3.3).
inline constexpr std::string_view content_type = "application/cloudevents+json";
inline constexpr const char* type_header = "ce_type";
inline constexpr const char* subject_header = "ce_subject";

using MessageFields = std::vector<rd_kafka_vu_t>;

template <class Fill>
[[nodiscard]] rd_kafka_vu_t field(rd_kafka_vtype_t type, Fill fill) {
  rd_kafka_vu_t made{};
  made.vtype = type;
  fill(made.u);
  return made;
}
[[nodiscard]] inline rd_kafka_vu_t to_topic(rd_kafka_topic_t* topic) {
  return field(RD_KAFKA_VTYPE_RKT, [&](auto& value) { value.rkt = topic; });
}
[[nodiscard]] inline rd_kafka_vu_t to_partition() {
  return field(RD_KAFKA_VTYPE_PARTITION, [](auto& value) { value.i32 = partition; });
}
/// librdkafka copies key, value and headers.
[[nodiscard]] inline rd_kafka_vu_t copied() {
  return field(RD_KAFKA_VTYPE_MSGFLAGS, [](auto& value) { value.i = RD_KAFKA_MSG_F_COPY; });
}
/// What the report of the message gives back.
[[nodiscard]] inline rd_kafka_vu_t with_opaque(void* opaque) {
  return field(RD_KAFKA_VTYPE_OPAQUE, [&](auto& value) { value.ptr = opaque; });
}
[[nodiscard]] inline rd_kafka_vu_t with_timestamp(token::Timestamp time) {
  return field(RD_KAFKA_VTYPE_TIMESTAMP,
               [&](auto& value) { value.i64 = time.time_since_epoch().count(); });
}
[[nodiscard]] inline rd_kafka_vu_t with_bytes(rd_kafka_vtype_t type, const std::string& text) {
  return field(type, [&](auto& value) {
    value.mem.ptr = const_cast<char*>(text.data());
    value.mem.size = text.size();
  });
}
[[nodiscard]] inline rd_kafka_vu_t with_header(const char* name, const void* bytes,
                                               std::size_t size) {
  return field(RD_KAFKA_VTYPE_HEADER, [&](auto& value) {
    value.header.name = name;
    value.header.val = bytes;
    value.header.size = static_cast<ssize_t>(size);
  });
}
/// What a reader may know without parsing (Kafka protocol binding 1.0, 3.3.3). `names` must live
/// until the fields are handed over.
inline void add_names(MessageFields& fields, const std::optional<log::RecordNames>& names) {
  fields.push_back(with_header("content-type", content_type.data(), content_type.size()));
  if (!names) return;
  fields.push_back(with_header(type_header, names->type.data(), names->type.size()));
  if (names->subject.empty()) return;
  fields.push_back(with_header(subject_header, names->subject.data(), names->subject.size()));
}

}  // namespace ledger::kafka
