
import django.db.models.deletion
import doudi.records.ids
import doudi.records.vault.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0002_walls'),
        ('records', '0002_walls'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=doudi.records.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField(verbose_name='序号')),
                ('on', models.DateField(verbose_name='裁量之日')),
                ('known_on', models.DateField(verbose_name='只用此日以前印发的数值')),
                ('place', models.TextField(verbose_name='数值地')),
                ('facts', doudi.records.vault.fields.SealedField(verbose_name='冻结的事实')),
                ('facts_sm3', models.BinaryField(max_length=32)),
                ('answer', doudi.records.vault.fields.SealedField(verbose_name='结论')),
                ('answer_sm3', models.BinaryField(max_length=32)),
                ('rules_version', models.TextField(verbose_name='规则版本')),
                ('values_version', models.TextField(verbose_name='数值版本')),
                ('standard_reason', models.TextField(verbose_name='适用标准的理由')),
                ('sources', doudi.records.vault.fields.SealedField(help_text='canonical JSON: whose, which fact, declared, picked, by whom', verbose_name='与申报不同之处')),
                ('classification', models.TextField(verbose_name='认定类别')),
                ('monthly_fen', models.BigIntegerField(null=True, verbose_name='月金额（分）')),
                ('at', models.DateTimeField(verbose_name='办理时间')),
                ('name', models.TextField(verbose_name='办理人')),
                ('natural_person', models.UUIDField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='casework.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='assessment_in_order'), models.CheckConstraint(condition=models.Q(('monthly_fen__gte', 0)), name='assessment_not_negative')],
            },
        ),
    ]
