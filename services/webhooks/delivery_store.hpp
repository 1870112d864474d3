#pragma once
// Where it is kept how far each webhook was told, what waits for its next try, and what was given
// up: a RocksDB of its own. Nothing of it is in the log; a store that is lost costs that messages
// are sent again. Reads and writes from any thread; a row is written by who owns it.
//
//   c id[16]                          → 1, begin set at, after            how far it was read
//   p id[16] position[8] ordinal[2]   → a message that waits
//   d id[16] position[8] ordinal[2]   → one that was given up
//   a message: 1, tries (8 bits), next try, last status (16 bits), why it failed, id, type, body
// Numbers in keys are big-endian, in values little-endian.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "services/webhooks/message.hpp"

namespace rocksdb {
class DB;
class WriteBatch;
}  // namespace rocksdb

namespace ledger::webhooks {

struct Cursor {
  token::Position begin_set_at;  ///< of the registration that it counts for (WebhookState)
  token::Position after;         ///< everything through here was read
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// A message with what became of its tries.
struct Attempted {
  Message message;
  std::uint8_t tries = 0;
  token::Timestamp next_try;      ///< of one that was given up: when
  std::uint16_t last_status = 0;  ///< 0: none came
  std::string why;                ///< why the last one failed
  friend bool operator==(const Attempted&, const Attempted&) = default;
};

class DeliveryStore {
 public:
  /// Opens or makes it; a damaged one is moved to `directory`.corrupt-<n>. Throws
  /// std::runtime_error where that cannot be.
  DeliveryStore(std::filesystem::path directory, int files_max);
  ~DeliveryStore();

  /// Changes that are written in one piece.
  class Batch {
   public:
    Batch();
    ~Batch();
    void put(const token::WebhookId& webhook, const Cursor& cursor);
    void wait(const token::WebhookId& webhook, const MessageKey& key, const Attempted& message);
    void give_up(const token::WebhookId& webhook, const MessageKey& key, const Attempted& message);
    void erase_waiting(const token::WebhookId& webhook, const MessageKey& key);
    void erase_given_up(const token::WebhookId& webhook, const MessageKey& key);
    void erase_all_waiting(const token::WebhookId& webhook);
    /// All that there is of it.
    void erase(const token::WebhookId& webhook);

   private:
    friend class DeliveryStore;
    std::unique_ptr<rocksdb::WriteBatch> rows_;
  };
  /// False: it could not be written, and nothing of it was.
  [[nodiscard]] bool write(const Batch& batch);

  [[nodiscard]] std::optional<Cursor> cursor(const token::WebhookId& webhook) const;
  [[nodiscard]] std::optional<Attempted> waiting(const token::WebhookId& webhook,
                                                 const MessageKey& key) const;
  [[nodiscard]] std::optional<Attempted> given_up(const token::WebhookId& webhook,
                                                  const MessageKey& key) const;
  using OnMessage = std::function<bool(const MessageKey&, Attempted)>;
  /// From the first behind `after` on, until on_message gives false.
  void for_each_waiting(const token::WebhookId& webhook, const OnMessage& on_message) const;
  void for_each_given_up(const token::WebhookId& webhook, const std::optional<MessageKey>& after,
                         const OnMessage& on_message) const;
  /// Of which there is a cursor.
  [[nodiscard]] std::vector<token::WebhookId> webhooks() const;

  /// Where a damaged one was put by this start.
  [[nodiscard]] const std::optional<std::filesystem::path>& set_aside() const noexcept {
    return set_aside_;
  }

 private:
  [[nodiscard]] bool open();
  [[nodiscard]] std::optional<Attempted> message(char kind, const token::WebhookId& webhook,
                                                 const MessageKey& key) const;
  void for_each(char kind, const token::WebhookId& webhook, const std::optional<MessageKey>& after,
                const OnMessage& on_message) const;

  std::filesystem::path directory_;
  int files_max_;
  std::unique_ptr<rocksdb::DB> db_;
  std::optional<std::filesystem::path> set_aside_;
};

}  // namespace ledger::webhooks
