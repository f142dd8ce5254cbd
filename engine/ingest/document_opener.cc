#include "engine/ingest/document_opener.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/hash.h"
#include "engine/ingest/file_stream.h"
#include "engine/ingest/gzip_stream.h"
#include "engine/ingest/memory_stream.h"

namespace reg2graph {
namespace {

using Stream = std::unique_ptr<ByteStream>;

constexpr size_t kChunk = size_t{1} << 20;

// Up to `size` bytes; fewer only at the end of the stream.
absl::StatusOr<std::string> ReadUpTo(ByteStream& stream, size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    const size_t before = bytes.size();
    const size_t want = std::min(kChunk, size - before);
    bytes.resize(before + want);
    const absl::StatusOr<size_t> got = stream.Read(bytes.data() + before, want);
    if (!got.ok()) return got.status();
    bytes.resize(before + *got);
    if (*got == 0) break;
  }
  return bytes;
}

absl::StatusOr<Stream> Gunzipped(Stream raw, const std::string& name) {
  constexpr size_t kMagic = 3;
  absl::StatusOr<std::string> magic = ReadUpTo(*raw, kMagic);
  if (!magic.ok()) return magic.status();
  const bool gzip = LooksLikeGzip(*magic);
  Stream whole = std::make_unique<MemoryStream>(*std::move(magic), std::move(raw));
  if (!gzip) return whole;
  return Stream(std::make_unique<GzipStream>(std::move(whole), name));
}

std::string HexDigest(Sha256& hash) {
  const std::array<unsigned char, 32> digest = hash.Finish();
  return Hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

absl::Status HashAll(ByteStream& stream, DocumentIdentity& identity) {
  Sha256 hash;
  std::vector<char> chunk(kChunk);
  for (;;) {
    const absl::StatusOr<size_t> got = stream.Read(chunk.data(), chunk.size());
    if (!got.ok()) return got.status();
    if (*got == 0) break;
    hash.Update({chunk.data(), *got});
    identity.bytes += *got;
  }
  identity.sha256 = HexDigest(hash);
  return absl::OkStatus();
}

// Two passes: memory stays small, and the second finds the file in the page cache.
absl::StatusOr<Stream> OpenTwice(const std::shared_ptr<const OpenFile>& file, DocumentIdentity& identity) {
  absl::StatusOr<Stream> first = Gunzipped(std::make_unique<FileStream>(file), file->name());
  if (!first.ok()) return first.status();
  if (absl::Status status = HashAll(**first, identity); !status.ok()) return status;
  return Gunzipped(std::make_unique<FileStream>(file), file->name());
}

absl::StatusOr<Stream> OpenOnce(const std::shared_ptr<const OpenFile>& file, size_t max_buffered,
                                DocumentIdentity& identity) {
  absl::StatusOr<Stream> stream = Gunzipped(std::make_unique<FileStream>(file), file->name());
  if (!stream.ok()) return stream.status();
  // One byte more than may be kept shows whether there is more.
  absl::StatusOr<std::string> start = ReadUpTo(**stream, max_buffered + 1);
  if (!start.ok()) return start.status();
  if (start->size() > max_buffered) {
    return Stream(std::make_unique<MemoryStream>(*std::move(start), *std::move(stream)));
  }
  Sha256 hash;
  hash.Update(*start);
  identity.sha256 = HexDigest(hash);
  identity.bytes = start->size();
  return Stream(std::make_unique<MemoryStream>(*std::move(start)));
}

absl::StatusOr<std::shared_ptr<const OpenFile>> OpenEntry(const SourceEntry& entry,
                                                          const OpenOptions& options) {
  if (entry.kind == SourceEntry::Kind::kStandardInput) {
    return OpenFile::Borrow(options.standard_input, "standard input");
  }
  return OpenFile::Open(entry.uri);
}

}  // namespace

absl::StatusOr<SourceDocument> OpenDocument(const SourceEntry& entry, const OpenOptions& options) {
  absl::StatusOr<std::shared_ptr<const OpenFile>> file = OpenEntry(entry, options);
  if (!file.ok()) return file.status();
  SourceDocument document;
  document.identity.uri = entry.uri;
  document.identity.as_of = entry.hints.as_of;
  document.identity.title = entry.hints.title;
  absl::StatusOr<Stream> stream = (*file)->regular()
                                      ? OpenTwice(*file, document.identity)
                                      : OpenOnce(*file, options.max_buffered, document.identity);
  if (!stream.ok()) return stream.status();
  absl::StatusOr<std::string> head = ReadUpTo(**stream, options.head_bytes);
  if (!head.ok()) return head.status();
  document.head = *head;
  document.stream = std::make_unique<MemoryStream>(*std::move(head), *std::move(stream));
  return document;
}

}  // namespace reg2graph
