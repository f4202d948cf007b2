"""The writer: English prose becomes a Script. `write` needs nothing but this house; a language model is optional.

text      paragraphs, tokens                            sentences, quotations, scripts ('ANNA: Hi!') as prose
tokens    words, lexicon                                what single words can be
tags      tags, open_words, closed_words, options,      what each word is: the reading that hangs together best
          clause_state, *_agreement, tagging
clauses   cursor, noun_phrases, verb_groups, joins,     who does what to whom, where and how
          inversion, parsing, clauses
cast      people, company, appearance, kinds, naming,   who is meant by names, nouns and pronouns
          parts, genders, pronouns, cast
deeds     deeds, nearness, verb_senses, prepositions,   which action a clause shows, who does it, to whom, where;
          doers, handling, objects, aims, positions,    who says what stands in quotation marks
          directions, beats, acting, saying
script    setting, scenes, weathers, ordering,          scenes, steps, beats and lines
          somebody, telling, drafting, write
"""

from engines.story.writer.write import Written, write

__all__ = ["Written", "write"]
