#include "services/webhooks/delivery_store.hpp"

#include <stdexcept>

#include <rocksdb/db.h>

#include "projections/byte_codec.hpp"
#include "projections/quiet_logger.hpp"

namespace ledger::webhooks {
namespace {

using token::Position;
using token::WebhookId;

constexpr std::uint8_t row_version = 1;
constexpr std::size_t write_buffer_bytes = std::size_t{4} << 20;
constexpr char kind_cursor = 'c';
constexpr char kind_waiting = 'p';
constexpr char kind_given_up = 'd';

void append_number(std::string& key, std::uint64_t value, int bytes) {
  while (bytes-- > 0) key += static_cast<char>(value >> 8 * bytes);
}

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

std::string key_of(char kind, const WebhookId& webhook) {
  return std::string(1, kind).append(webhook.view());
}

std::string key_of(char kind, const WebhookId& webhook, const MessageKey& message) {
  auto key = key_of(kind, webhook);
  append_number(key, message.position.value(), 8);
  append_number(key, message.ordinal, 2);
  return key;
}

/// The first key behind all that begin with `kind` and the webhook.
std::string end_of(char kind, const WebhookId& webhook) {
  return key_of(kind, webhook, {Position(UINT64_MAX), UINT16_MAX}) + '\0';
}

MessageKey message_key_of(std::string_view key) {
  key.remove_prefix(1 + WebhookId::size);
  return {Position(number_of(key.substr(0, 8))),
          static_cast<std::uint16_t>(number_of(key.substr(8)))};
}

std::string row_of(const Attempted& message) {
  std::string row;
  projections::ByteWriter writer(row);
  writer.u8(row_version).u8(message.tries).time(message.next_try).u16(message.last_status);
  writer.text(message.why).text(message.message.id).text(message.message.type);
  writer.text(message.message.body);
  return row;
}

std::optional<Attempted> message_of_row(std::string_view row) {
  projections::ByteReader reader(row);
  if (reader.u8() != row_version) return std::nullopt;
  Attempted message;
  message.tries = reader.u8();
  message.next_try = reader.time();
  message.last_status = reader.u16();
  message.why = reader.text();
  message.message.id = reader.text();
  message.message.type = reader.text();
  message.message.body = reader.text();
  if (!reader.complete()) return std::nullopt;
  return message;
}

/// Within one batch in memory nothing fails but memory.
void check(const rocksdb::Status& status) {
  if (!status.ok()) throw std::runtime_error("webhooks: " + status.ToString());
}

}  // namespace

DeliveryStore::Batch::Batch() : rows_(std::make_unique<rocksdb::WriteBatch>()) {}
DeliveryStore::Batch::~Batch() = default;

void DeliveryStore::Batch::put(const WebhookId& webhook, const Cursor& cursor) {
  std::string row;
  projections::ByteWriter(row)
      .u8(row_version)
      .u64(cursor.begin_set_at.value())
      .u64(cursor.after.value());
  check(rows_->Put(key_of(kind_cursor, webhook), row));
}
void DeliveryStore::Batch::wait(const WebhookId& webhook, const MessageKey& key,
                                const Attempted& message) {
  check(rows_->Put(key_of(kind_waiting, webhook, key), row_of(message)));
}
void DeliveryStore::Batch::give_up(const WebhookId& webhook, const MessageKey& key,
                                   const Attempted& message) {
  check(rows_->Put(key_of(kind_given_up, webhook, key), row_of(message)));
}
void DeliveryStore::Batch::erase_waiting(const WebhookId& webhook, const MessageKey& key) {
  check(rows_->Delete(key_of(kind_waiting, webhook, key)));
}
void DeliveryStore::Batch::erase_given_up(const WebhookId& webhook, const MessageKey& key) {
  check(rows_->Delete(key_of(kind_given_up, webhook, key)));
}
void DeliveryStore::Batch::erase_all_waiting(const WebhookId& webhook) {
  check(rows_->DeleteRange(key_of(kind_waiting, webhook), end_of(kind_waiting, webhook)));
}
void DeliveryStore::Batch::erase(const WebhookId& webhook) {
  erase_all_waiting(webhook);
  check(rows_->DeleteRange(key_of(kind_given_up, webhook), end_of(kind_given_up, webhook)));
  check(rows_->Delete(key_of(kind_cursor, webhook)));
}

DeliveryStore::~DeliveryStore() = default;

DeliveryStore::DeliveryStore(std::filesystem::path directory, int files_max)
    : directory_(std::move(directory)), files_max_(files_max) {
  if (open()) return;
  for (int n = 1; !set_aside_; ++n) {
    auto target = directory_;
    target += ".corrupt-" + std::to_string(n);
    if (std::filesystem::exists(target)) continue;
    std::filesystem::rename(directory_, target);
    set_aside_ = target;
  }
  if (!open()) {
    throw std::runtime_error("cannot open what webhooks were told in " + directory_.string());
  }
}

/// False: it is damaged.
bool DeliveryStore::open() {
  std::filesystem::create_directories(directory_);
  rocksdb::Options options;
  options.create_if_missing = true;
  options.write_buffer_size = write_buffer_bytes;
  options.max_open_files = files_max_;
  options.info_log = std::make_shared<projections::QuietLogger>();
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(options, directory_.string(), &db);
  db_.reset(db);
  if (status.IsCorruption() || status.IsPathNotFound()) return false;
  if (!status.ok()) {
    throw std::runtime_error("cannot open what webhooks were told in " + directory_.string() +
                             ": " + status.ToString());
  }
  return true;
}

bool DeliveryStore::write(const Batch& batch) {
  if (db_->Write(rocksdb::WriteOptions(), batch.rows_.get()).ok()) return true;
  // RocksDB takes no write after a failure until it is told to; the caller tries again.
  db_->Resume().PermitUncheckedError();
  return false;
}

std::optional<Cursor> DeliveryStore::cursor(const WebhookId& webhook) const {
  std::string row;
  if (!db_->Get(rocksdb::ReadOptions(), key_of(kind_cursor, webhook), &row).ok()) {
    return std::nullopt;
  }
  projections::ByteReader reader(row);
  if (reader.u8() != row_version) return std::nullopt;
  const Cursor cursor{Position(reader.u64()), Position(reader.u64())};
  return reader.complete() ? std::optional(cursor) : std::nullopt;
}

std::optional<Attempted> DeliveryStore::message(char kind, const WebhookId& webhook,
                                                const MessageKey& key) const {
  std::string row;
  const auto found = db_->Get(rocksdb::ReadOptions(), key_of(kind, webhook, key), &row);
  return found.ok() ? message_of_row(row) : std::nullopt;
}

std::optional<Attempted> DeliveryStore::waiting(const WebhookId& webhook,
                                                const MessageKey& key) const {
  return message(kind_waiting, webhook, key);
}
std::optional<Attempted> DeliveryStore::given_up(const WebhookId& webhook,
                                                 const MessageKey& key) const {
  return message(kind_given_up, webhook, key);
}

void DeliveryStore::for_each(char kind, const WebhookId& webhook,
                             const std::optional<MessageKey>& after,
                             const OnMessage& on_message) const {
  const auto end = end_of(kind, webhook);
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(rocksdb::ReadOptions()));
  rows->Seek(after ? key_of(kind, webhook, *after) + '\0' : key_of(kind, webhook));
  for (; rows->Valid() && rows->key().compare(end) < 0; rows->Next()) {
    auto message = message_of_row({rows->value().data(), rows->value().size()});
    // A row of no sense tells nobody anything.
    if (!message) continue;
    const auto key = message_key_of({rows->key().data(), rows->key().size()});
    if (!on_message(key, *std::move(message))) return;
  }
}

void DeliveryStore::for_each_waiting(const WebhookId& webhook, const OnMessage& on_message) const {
  for_each(kind_waiting, webhook, std::nullopt, on_message);
}
void DeliveryStore::for_each_given_up(const WebhookId& webhook,
                                      const std::optional<MessageKey>& after,
                                      const OnMessage& on_message) const {
  for_each(kind_given_up, webhook, after, on_message);
}

std::vector<WebhookId> DeliveryStore::webhooks() const {
  std::vector<WebhookId> found;
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(rocksdb::ReadOptions()));
  for (rows->Seek(std::string(1, kind_cursor)); rows->Valid(); rows->Next()) {
    const std::string_view key(rows->key().data(), rows->key().size());
    if (!key.starts_with(kind_cursor)) break;
    if (const auto id = token::from_raw<WebhookId>(key.substr(1))) found.push_back(*id);
  }
  return found;
}

}  // namespace ledger::webhooks
