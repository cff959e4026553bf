from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="answer", name="answer_cannot_needs_reason"),
        migrations.RenameField(model_name="answer", old_name="reason", new_name="grounds"),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "5"), _negated=True) | models.Q(("grounds", ""), _negated=True),
                name="answer_cannot_needs_grounds",
                violation_error_message="「対応できません」と答えるときは、理由を入力してください。",
            ),
        ),
    ]
