#ifndef REG2GRAPH_ENGINE_DIFF_LAW_TEXT_H_
#define REG2GRAPH_ENGINE_DIFF_LAW_TEXT_H_

#include <array>
#include <string>
#include <string_view>

#include "engine/diff/division_text.h"

namespace reg2graph {

// The first 16 bytes of a SHA-256.
using LawHash = std::array<unsigned char, 16>;
LawHash LawHashOf(std::string_view bytes);

// Appends what counts of a printed text when two are compared: no blanks of any kind, and '-' for each of the
// dashes U+2010 to U+2015 and U+2212. Two printings of one sentence differ in both.
void AppendLaw(std::string_view text, std::string& out);
std::string LawOf(std::string_view text);

// Of a paragraph without its marker; of an image its name, which printings spell with or without a folder, an
// extension and capitals.
void AppendWords(const ParagraphText& paragraph, std::string& out);

// A heading without the number that it begins with: of "§ 12.5   Words." with the identifier "12.5",
// "Words.". The number is in the key already, and printings differ in how they write it.
std::string_view WithoutNumber(std::string_view heading, std::string_view identifier);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_LAW_TEXT_H_
