"""The command `course plan diagnose`: questions that tell which lessons need not be taken. Each answer is an event."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from course.commands.review import asked, at_terminal, print_answer
from course.commands.terminal import Root, course_at, kept_log, note, print_markdown, reading_console, refuse, say
from course.model import Course, Question
from course.plan.card_faces import choice_text, question_face
from course.plan.standing import diagnosed, first_answers
from course.plan.units import lesson_id
from course.progress import Log


def diagnose(root: Root = None) -> None:
    """Ask what was not answered yet, then say where to begin."""
    course, log = course_at(root), kept_log()
    questions = [question for chapter in course.chapters for question in chapter.diagnostic]
    left = [question for question in questions if question.id not in first_answers(log)]
    if left and not at_terminal():
        refuse(say("diagnose.terminal"))
    console = reading_console()
    for number, question in enumerate(left, 1):
        console.rule(Text(say("review.progress", n=number, total=len(left)), style="bright_black"), align="left")
        if not _one(console, question):
            break
    _tell(console, course, kept_log())


def _one(console: Console, question: Question) -> bool:
    """Ask one question and note the answer; False when the learner stops."""
    from course.publish.quizzes import shown_order

    order = shown_order(question)
    shown = question_face(question, say("review.label.question"))
    print_markdown(console, shown.ask)
    for number, index in enumerate(order, 1):
        console.print(f"  {number}  {choice_text(question.choices[index])}")
    prompts = {"numeric": "diagnose.number", "ordering": "diagnose.order"}
    while (answer := asked(say(prompts.get(question.kind, "review.choose")))) is not None:
        right = judged(question, order, answer)
        if right is None:
            console.print(say("diagnose.again"))
            continue
        console.print(say("diagnose.right" if right else "diagnose.wrong"), style="green" if right else "yellow")
        print_answer(console, shown)
        note("quiz", question.id, {"right": right})
        return True
    return False


def judged(question: Question, order: list[int], answer: str) -> bool | None:
    """Whether the typed answer is right; None when it is none. `order` is how the choices were shown, numbered from 1."""
    if question.kind == "numeric":
        try:
            value = float(answer.replace("，", "").replace(",", "").rstrip("%％"))
        except ValueError:
            return None
        return abs(value - (question.answer or 0.0)) <= question.tol + 1e-9
    numbers = [int(letter) for letter in answer if letter.isdecimal()]
    if not numbers or max(numbers) > len(order) or min(numbers) < 1:
        return None
    picked = [order[number - 1] for number in numbers]
    if question.kind == "ordering":
        return picked == list(range(len(order)))
    return set(picked) == {index for index, choice in enumerate(question.choices) if choice.right}


def _tell(console: Console, course: Course, log: Log) -> None:
    """Every lesson asked about, whether it can be skipped, and the first that cannot."""
    known, first = diagnosed(course, log), first_answers(log)
    start = ""
    for chapter in course.chapters:
        for lesson in chapter.lessons:
            names = [question.id for question in chapter.diagnostic if question.lesson == lesson.slug]
            if not names:
                continue
            skip, open_ = lesson_id(chapter.slug, lesson.slug) in known, any(name not in first for name in names)
            word = "diagnose.skip" if skip else "diagnose.open" if open_ else "diagnose.learn"
            console.print(f"{lesson.title}  {say(word)}")
            start = start or ("" if skip else lesson.title)
    if not start:
        start = next((x.title for x in course.lessons if lesson_id(x.chapter, x.slug) not in known), "")
    console.print(say("diagnose.start", title=start))
